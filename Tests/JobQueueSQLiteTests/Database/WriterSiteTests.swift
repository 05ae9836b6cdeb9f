import Foundation
import GRDB
import JobQueue
import Synchronization
import Testing
import WallTime

@testable import JobQueueSQLite

@Suite("Where a write is committed", .timeLimit(.minutes(1)))
struct WriterSiteTests {
    private enum Site {
        case caller
        case writer
        case other
    }

    /// A thread that stands for a caller's.
    private let caller = ThreadExecutor(name: "denyut-caller")

    private func onCaller<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) async throws -> T {
        try await Task(executorPreference: caller) { try await body() }.value
    }

    /// Where a write of the caller is committed that may be committed there.
    private func site(_ store: SQLiteJobStore, _ site: Writer.Site) async throws -> Site {
        let thread = try await onCaller { try await store.writer.write(.fast, on: site) { _ in pthread_self() } }
        return try await name(thread, store)
    }

    private func name(_ thread: pthread_t, _ store: SQLiteJobStore) async throws -> Site {
        if try await onCaller({ pthread_self() }) == thread { return .caller }
        return try await store.write { _ in pthread_self() } == thread ? .writer : .other
    }

    @Test("on the caller's thread where it may and nobody is before it, else on the writer's")
    func alone() async throws {
        let subject = try StoreOnDisk()
        // A commit may be slow on a busy machine, and the one after it is the writer's then.
        try await eventually { try await site(subject.store, .anyThread) == .caller }
        #expect(try await site(subject.store, .ownThread) == .caller)
        #expect(try await site(subject.store, .writerThread) == .writer)
    }

    @Test("on the writer's thread after a commit that took long: shared threads are not kept for a slow disk")
    func slowDisk() async throws {
        let subject = try StoreOnDisk()
        try await subject.store.write { _ in _ = usleep(5000) }
        #expect(try await site(subject.store, .anyThread) == .writer)
        try await subject.store.write { _ in _ = usleep(5000) }
        // A caller goes on before the thread that committed has ended its turn.
        try await eventually { !subject.store.writer.isBusy }
        #expect(try await site(subject.store, .ownThread) == .caller)
    }

    @Test("on the writer's thread where another process is writing: the caller's goes on with other tasks")
    func otherProcess() async throws {
        let subject = try StoreOnDisk()
        try await eventually { try await site(subject.store, .anyThread) == .caller }
        let other = try subject.otherProgram()
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        async let waiting = site(subject.store, .anyThread)
        try await eventually { subject.store.writer.isBusy }
        // What comes after the write runs on its thread while the write waits.
        for _ in 0..<3 { _ = try await onCaller { pthread_self() } }
        #expect(subject.store.writer.isBusy)
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        #expect(try await waiting == .writer)
    }

    @Test("a caller that commits leaves to the writer's thread what came meanwhile")
    func passedOn() async throws {
        let subject = try StoreOnDisk()
        let store = subject.store
        let isHeld = Mutex(false)
        let mayGo = DispatchSemaphore(value: 0)
        async let first = onCaller {
            try await store.writer.write(.fast, on: .ownThread) { _ in
                isHeld.withLock { $0 = true }
                mayGo.wait()
                return pthread_self()
            }
        }
        try await eventually { isHeld.withLock { $0 } }
        async let second = store.writer.write(.durable, on: .anyThread) { _ in pthread_self() }
        async let third = subject.enqueue()
        try await eventually { store.writer.waitingCount == 2 }
        mayGo.signal()
        #expect(try await name(await first, store) == .caller)
        #expect(try await name(await second, store) == .writer)
        #expect(try await third.count == 1)
    }
}
