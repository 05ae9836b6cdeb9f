import Basics
import Foundation
import GRDB
import JobQueue
import JobQueueTesting
import WallTime

@testable import JobQueueSQLite

/// A store in a file of its own, with a clock that is moved by hand, and short words for what tests do often.
struct StoreOnDisk: Sendable {
    let folder: TemporaryFolder
    let clock: ManualClock
    let store: SQLiteJobStore

    /// - Parameter template: A store whose file is copied, which is faster than making a new one. Nothing may have written to it.
    init(options: SQLiteOptions = SQLiteOptions(), copying template: StoreOnDisk? = nil) throws {
        folder = try TemporaryFolder()
        clock = ManualClock()
        if let template {
            let path = folder.file()
            // In one piece, by SQLite: copying an open file would drop its locks.
            try template.otherProgram().inDatabase { try $0.execute(sql: "VACUUM INTO ?", arguments: [path]) }
        }
        store = try SQLiteJobStore(path: folder.file(), options: options, clock: clock)
    }

    var path: String { store.path }
    var walSize: Int64 { SQLiteFile.size(path + "-wal") }

    /// A connection as other programs have it: nothing set, nothing of ours.
    func otherProgram() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        configuration.busyMode = .timeout(30)
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    @discardableResult
    func enqueue(_ count: Int = 1, kind: String = "Test", queue: String = "default", size: Int = 2) async throws
        -> [JobID]
    {
        let payload = Data("\"\(String(repeating: "x", count: max(size - 2, 0)))\"".utf8)
        let jobs = (0..<count).map { _ in NewJob(queue: queue, kind: kind, payload: payload) }
        return try await store.enqueue(jobs, durability: .durable).map(\.id)
    }

    func claim(_ limit: Int = 1, kinds: Set<Name>? = nil, queues: [String] = ["default"], worker: String = "one")
        async throws -> [ClaimedJob]
    {
        let request = ClaimRequest(queues: queues, kinds: kinds, limit: limit)
        return try await store.exchange(Exchange(worker: worker, claim: request)).claimed
    }

    func settle(
        _ jobs: [ClaimedJob], _ verdict: Settlement.Verdict = .done(keepFor: nil), effects: [Effect] = []
    ) async throws -> [SettlementResult] {
        let now = clock.now()
        let settlements = jobs.map {
            Settlement(job: $0, verdict: verdict, startedAt: now, finishedAt: now, effects: effects)
        }
        return try await store.exchange(Exchange(worker: "one", settlements: settlements)).settled
    }

    func count(_ table: String) async throws -> Int {
        try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? 0 }
    }
}

/// Looks again and again until the condition holds, for what happens on threads of others. The time limit of the test ends it.
func eventually(_ condition: () async throws -> Bool) async throws {
    while try await !condition() {
        try await Task.sleep(for: .milliseconds(5))
    }
}
