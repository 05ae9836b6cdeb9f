import Foundation
import GRDB
import JobQueue
import Synchronization
import Testing
import WallTime

@testable import JobQueueSQLite

@Suite("The writer", .timeLimit(.minutes(1)))
struct WriterTests {
    private struct Refusal: Error {}

    /// Lets writes gather while a first one is under way, and tells how many transactions they then took.
    private func gathered(
        _ subject: StoreOnDisk, _ writes: [@Sendable () async throws -> Void]
    ) async throws -> Int {
        let isHeld = Mutex(false)
        let mayGo = DispatchSemaphore(value: 0)
        let holder = Task {
            try await subject.store.write(.fast) { _ in
                isHeld.withLock { $0 = true }
                mayGo.wait()
            }
        }
        try await eventually { isHeld.withLock { $0 } }
        let before = subject.store.writer.transactions
        try await withThrowingTaskGroup { group in
            for write in writes { group.addTask(operation: write) }
            try await eventually { subject.store.writer.waitingCount == writes.count }
            mayGo.signal()
            try await group.waitForAll()
        }
        try await holder.value
        return subject.store.writer.transactions - before
    }

    @Test("lets enqueues that come at the same time share a transaction, and each of them is there when it returns")
    func groupCommit() async throws {
        let subject = try StoreOnDisk()
        let reader = try subject.otherProgram()
        let writes = (0..<64).map { _ in
            { @Sendable () async throws -> Void in
                let id = try await subject.enqueue()[0]
                let isThere = try await reader.read {
                    try Bool.fetchOne(
                        $0, sql: "SELECT EXISTS (SELECT 1 FROM jobs WHERE id = ?)", arguments: [id.rawValue])
                }
                #expect(isThere == true)
            }
        }
        #expect(try await gathered(subject, writes) == 1)
        #expect(try await subject.count("jobs") == 64)
    }

    @Test("commits with FULL where anybody in the group was promised durability, and with NORMAL where nobody was")
    func durability() async throws {
        let subject = try StoreOnDisk()
        let modes = Mutex<[Int]>([])
        func write(_ durability: Durability) -> @Sendable () async throws -> Void {
            {
                try await subject.store.write(durability) { transaction in
                    let mode = try Int.fetchOne(transaction.database, sql: "PRAGMA synchronous") ?? -1
                    modes.withLock { $0.append(mode) }
                }
            }
        }
        #expect(try await gathered(subject, [write(.fast), write(.durable), write(.fast)]) == 1)
        #expect(try await gathered(subject, [write(.fast), write(.fast)]) == 1)
        #expect(modes.withLock { $0 } == [2, 2, 2, 1, 1])
    }

    @Test("undoes a write that fails, and no other one of its transaction", arguments: [1, 5])
    func failure(others: Int) async throws {
        let subject = try StoreOnDisk()
        let bad: @Sendable () async throws -> Void = {
            await #expect(throws: Refusal.self) {
                try await subject.store.write { transaction in
                    _ = try transaction.enqueue([NewJob(kind: "Undone")])
                    throw Refusal()
                }
            }
        }
        let good: @Sendable () async throws -> Void = { try await subject.enqueue() }
        #expect(try await gathered(subject, [bad] + Array(repeating: good, count: others)) == 1)
        #expect(try await gathered(subject, [bad]) == 1)
        #expect(try await subject.store.depths().map(\.pending) == [others])
        #expect(
            try await subject.store.read { try Int.fetchOne($0, sql: "SELECT sum(enqueued) FROM queue_minutes") }
                == others)
    }

    @Test("says that it is busy where another process holds the database, and goes on afterwards")
    func busy() async throws {
        var options = SQLiteOptions()
        options.busyTimeout = .milliseconds(50)
        let subject = try StoreOnDisk(options: options)
        let other = try subject.otherProgram()
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let error = await #expect(throws: JobStoreError.self) { try await subject.enqueue() }
        #expect(error?.code == .busy)
        #expect(error?.isTransient == true)
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        #expect(try await subject.enqueue().count == 1)
    }

    @Test("what is to follow a commit follows it before its caller goes on, and not what was rolled back")
    func afterCommit() async throws {
        let subject = try StoreOnDisk()
        let told = Told()
        try await subject.store.write { transaction in
            transaction.afterCommit { told.add("kept") }
            try? transaction.inSavepoint {
                transaction.afterCommit { told.add("undone") }
                throw CancellationError()
            }
            #expect(told.all == [])
        }
        #expect(told.all == ["kept"])
        await #expect(throws: (any Error).self) {
            try await subject.store.write { transaction in
                transaction.afterCommit { told.add("failed") }
                throw CancellationError()
            }
        }
        try await subject.store.write { _ in }
        #expect(told.all == ["kept"])
    }

    private final class Told: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func add(_ line: String) { lines.withLock { $0.append(line) } }
    }
}
