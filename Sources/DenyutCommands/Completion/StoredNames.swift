import ArgumentParser
import Basics
import Foundation
import JobQueue
import JobQueueSQLite

/// What a shell completes from the database: names of queues, kinds, ids.
///
/// A completion must never disturb: without a database, or with one that cannot be read, there is nothing to complete.
enum StoredNames {
    /// No more than that are offered.
    private static let limit = 200

    /// The queues.
    static let queues = CompletionKind.custom { words, _, _ in await find(words) { try await KnownQueues.names($0) } }

    /// The queues, several of them separated by commas.
    static let queueList = CompletionKind.custom { words, index, prefix in
        let typed = prefix.isEmpty && words.indices.contains(index) ? words[index] : prefix
        let before = typed.lastIndex(of: ",").map { String(typed[...$0]) } ?? ""
        return await find(words) { try await KnownQueues.names($0) }.map { before + $0 }
    }

    /// The kinds of job.
    static let kinds = CompletionKind.custom { words, _, _ in
        let stored = await find(words) { try await $0.kindNames().sorted().map(\.text) }
        return JobKinds.names.union(stored).sorted()
    }

    /// The ids of failed jobs, newest first.
    static let failedJobs = CompletionKind.custom { words, _, _ in
        await find(words) { try await $0.failedJobs(limit: limit).map(\.id.description) }
    }

    /// The ids of jobs that live, newest first.
    static let liveJobs = CompletionKind.custom { words, _, _ in
        await find(words) { store in
            var ids: [String] = []
            for state in [JobDetails.State.reserved, .pending, .delayed] {
                ids += try await store.ids(of: JobFilter(state: state), limit: limit).map(\.description)
            }
            return ids
        }
    }

    /// The ids of batches, newest first.
    static let batches = CompletionKind.custom { words, _, _ in
        await find(words) { try await $0.batches(limit: limit).map(\.id.description) }
    }

    private static func find(_ words: [String], _ look: (SQLiteJobStore) async throws -> [String]) async -> [String] {
        do {
            var options = GlobalOptions()
            options.database = value(of: "--database", in: words)
            options.config = value(of: "--config", in: words)
            options.logLevel = "critical"
            let store = try options.environment().openExistingStore()
            // A name with a line feed would be two.
            return try await look(store).filter { !$0.contains(where: \.isNewline) }.prefix(limit).map { $0 }
        } catch {
            return []
        }
    }

    /// The value of an option on the command line that is being typed.
    private static func value(of option: String, in words: [String]) -> String? {
        for (index, word) in words.enumerated() {
            if word == option, words.indices.contains(index + 1) { return words[index + 1] }
            if word.hasPrefix(option + "=") { return String(word.dropFirst(option.count + 1)) }
        }
        return nil
    }
}
