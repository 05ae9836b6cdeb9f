import Foundation
import GRDB
import JobQueue
import JobSchedule
import Logging
import Testing
import WallTime

@testable import JobQueueSQLite

@Suite("A file that is not the file any more", .timeLimit(.minutes(1)))
struct ReplacedFileTests {
    enum Mishap: CaseIterable, Sendable {
        case deleted
        case moved
        case replaced
        case copiedOver

        func happen(to path: String, backup: String) throws {
            let files = FileManager.default
            switch self {
            case .deleted:
                for end in ["", "-wal", "-shm"] { try? files.removeItem(atPath: path + end) }
            case .moved:
                try files.moveItem(atPath: path, toPath: path + ".old")
            case .replaced:
                #expect(rename(backup, path) == 0)
            case .copiedOver:
                // In place, as cp does: the file stays the same one.
                let handle = try #require(FileHandle(forWritingAtPath: path))
                try handle.truncate(atOffset: 0)
                try handle.write(contentsOf: try Data(contentsOf: URL(fileURLWithPath: backup)))
                try handle.close()
            }
        }

        var words: String {
            switch self {
            case .deleted, .moved: "deleted or moved"
            case .replaced: "replaced by another file"
            case .copiedOver: "written over"
            }
        }
    }

    private let folder: TemporaryFolder
    private let store: SQLiteJobStore

    init() async throws {
        folder = try TemporaryFolder()
        store = try SQLiteJobStore(path: folder.file())
        _ = try await store.enqueue([NewJob(kind: "Test")], durability: .durable)
        // The identity is in the file itself once the log has been written back.
        try await store.write { _ in }
        try DatabaseQueue(path: folder.file()).close()
        try await store.backUp(to: folder.file("backup.sqlite"))
        try SQLiteConnection(path: store.path, options: SQLiteOptions()).run { db in
            _ = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(PASSIVE)")
        }
    }

    @Test(
        "is noticed by the next write, by the next read and by who watches, with the cure", arguments: Mishap.allCases)
    func noticed(mishap: Mishap) async throws {
        let sights = try DataVersionWatch.sights(of: store)
        try mishap.happen(to: store.path, backup: folder.file("backup.sqlite"))
        let error = await #expect(throws: JobStoreError.self) {
            _ = try await store.enqueue([NewJob(kind: "Test")], durability: .durable)
        }
        #expect(error?.code == .replaced)
        #expect(error?.isTransient == false)
        #expect(error?.message.contains(mishap.words) == true, "\(error?.message ?? "")")
        #expect(error?.remedy == .restore)
        let read = await #expect(throws: JobStoreError.self) { _ = try await store.depths() }
        #expect(read?.code == .replaced)
        await #expect(throws: JobStoreError.self) {
            _ = try await SQLiteScheduleStore(store).begin([], now: .distantPast)
        }
        for await sight in sights {
            if case .replaced(let reason) = sight {
                #expect(reason.contains(mishap.words))
                break
            }
        }
    }

    @Test("ends a worker that has nothing to do, and one that is in the midst of a job", arguments: [false, true])
    func worker(isBusy: Bool) async throws {
        struct Test: Job { static let kind = "Test" }
        let (started, start) = AsyncStream<Void>.makeStream()
        var registry = JobRegistry()
        try registry.register(Test.self) { _, _ in
            start.yield()
            if isBusy { try await Task.sleep(for: .seconds(3600)) }
            return .done
        }
        var options = WorkerOptions()
        options.pollInterval = .hours(1)
        let worker = Worker(
            store: store, registry: registry, options: options,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let end = Task { try await worker.run() }
        for await _ in started { break }
        try Mishap.deleted.happen(to: store.path, backup: "")
        let error = await #expect(throws: JobStoreError.self) { _ = try await end.value }
        #expect(error?.code == .replaced)
    }
}
