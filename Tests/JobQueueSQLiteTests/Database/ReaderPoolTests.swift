import Foundation
import GRDB
import JobQueue
import Synchronization
import Testing

@testable import JobQueueSQLite

@Suite("Readers of a store")
struct ReaderPoolTests {
    /// Lets readers go that wait for it.
    private final class Gate: Sendable {
        private let isOpen = Mutex(false)

        func open() { isOpen.withLock { $0 = true } }

        /// Waits on the calling thread, which is a reader's own.
        func wait() {
            while !isOpen.withLock({ $0 }) { usleep(1000) }
        }
    }

    @Test("a read that takes long keeps no other waiting")
    func slowRead() async throws {
        let subject = try StoreOnDisk()
        try await subject.enqueue(3)
        let gate = Gate()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    try await subject.store.read { db in
                        _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM jobs")
                        gate.wait()
                    }
                }
            }
            #expect(try await subject.store.depths().map(\.pending) == [3])
            gate.open()
            try await group.waitForAll()
        }
    }

    @Test("many reads at once share a few connections, and all are answered")
    func many() async throws {
        let subject = try StoreOnDisk()
        try await subject.enqueue(3)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<200 { group.addTask { try await subject.store.depths().count } }
            for try await count in group { #expect(count == 1) }
        }
    }
}
