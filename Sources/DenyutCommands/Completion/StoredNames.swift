import ArgumentParser
import Basics
import Foundation
import JobQueue
import JobQueueSQLite
import JobSchedule
import SessionMonitor

/// What a shell completes from the database: names of queues, kinds, gateways, accounts and entries, and ids.
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
            for state in [JobRecord.State.running, .pending, .delayed] {
                ids += try await store.ids(matching: JobFilter(state: state), limit: limit).map(\.description)
            }
            return ids
        }
    }

    /// The ids of batches, newest first.
    static let batches = CompletionKind.custom { words, _, _ in
        await find(words) { try await $0.batches(limit: limit).map(\.id.description) }
    }

    /// The gateways.
    static let gateways = CompletionKind.custom { words, _, _ in
        await look(words) { try await $0.store.gateways().map(\.name) }
    }

    /// The accounts: by session where one gateway alone has it, else with the gateway, and by number where they are told apart by nothing else.
    static let accounts = CompletionKind.custom { words, _, _ in
        await look(words) { place in
            let accounts = try await place.store.accounts()
            let counts = Dictionary(accounts.map { (Name($0.session), 1) }, uniquingKeysWith: +)
            return accounts.map { counts[Name($0.session)] == 1 ? $0.session : $0.path }
        }
    }

    /// The entries of the schedule.
    static let entries = CompletionKind.custom { words, _, _ in
        await look(words) { place in
            try await ScheduleContext(place.environment, jobs: place.jobs).entries().entries.map(\.name)
        }
    }

    /// The entries that are kept in the database, and can be changed there.
    static let storedEntries = CompletionKind.custom { words, _, _ in
        await look(words) { place in
            try await ScheduleContext(place.environment, jobs: place.jobs).entries().entries
                .filter { $0.origin == .database }.map(\.name)
        }
    }

    /// The incidents, newest first.
    static let incidents = incidents(open: false)

    /// The incidents that are not resolved, newest first.
    static let openIncidents = incidents(open: true)

    private static func incidents(open: Bool) -> CompletionKind {
        .custom { words, _, _ in
            await look(words) { place in
                var filter = IncidentFilter()
                filter.isOpen = open
                filter.limit = limit
                return try await place.store.incidents(filter).map { String($0.id) }
            }
        }
    }

    /// The channels of notifications.
    static let channels = CompletionKind.custom { words, _, _ in
        await look(words) { place in
            try NotificationSettings(place.environment.settings.notifications, environment: place.environment.variables)
                .channels.map(\.name)
        }
    }

    /// What the names are looked up in.
    private struct Place {
        let environment: CommandEnvironment
        let jobs: SQLiteJobStore
        var store: MonitorStore { MonitorStore(queue: jobs, clock: environment.clock) }
    }

    private static func find(_ words: [String], _ find: (SQLiteJobStore) async throws -> [String]) async -> [String] {
        await look(words) { try await find($0.jobs) }
    }

    private static func look(_ words: [String], _ look: (Place) async throws -> [String]) async -> [String] {
        do {
            var options = GlobalOptions()
            options.database = value(of: "--database", in: words)
            options.config = value(of: "--config", in: words)
            options.logLevel = "critical"
            let environment = try options.environment()
            let place = Place(environment: environment, jobs: try environment.openExistingStore())
            // A name with a line feed would be two.
            return try await look(place).filter { !$0.contains(where: \.isNewline) }.prefix(limit).map { $0 }
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
