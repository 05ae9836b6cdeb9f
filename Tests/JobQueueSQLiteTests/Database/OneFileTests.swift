import Foundation
import GRDB
import JobQueue
import Testing

@testable import JobQueueSQLite

@Suite("A database that nobody has open any more", .timeLimit(.minutes(1)))
struct OneFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private var path: String { folder.file() }

    private func files() throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasSuffix("-bells") })
    }

    private func push(_ store: SQLiteJobStore, _ count: Int) async throws {
        _ = try await store.enqueue(
            Array(repeating: NewJob(kind: "Test", payload: Data(repeating: 0x31, count: 500)), count: count),
            durability: .fast)
    }

    /// The jobs in the file itself, as a program that knows no WAL would find them.
    private func jobsInFile() throws -> Int {
        let copy = folder.file("copy.sqlite")
        try Data(contentsOf: URL(fileURLWithPath: path)).write(to: URL(fileURLWithPath: copy))
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy + end) } }
        return try DatabaseQueue(path: copy).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs") ?? 0 }
    }

    @Test("is one file with all that was committed, after a close and where the store is let go of")
    func oneFile() async throws {
        let store = try SQLiteJobStore(path: path)
        try await push(store, 50)
        #expect(SQLiteFile.size(path + "-wal") > 0)
        store.close()
        #expect(try files() == ["jobs.sqlite"])
        #expect(try jobsInFile() == 50)
        do {
            let again = try SQLiteJobStore(path: path)
            try await push(again, 10)
            #expect(try await again.depths()[0].pending == 60)
        }
        #expect(try files() == ["jobs.sqlite"])
        #expect(try jobsInFile() == 60)
    }

    @Test("keeps its log while anybody else has it open; the last one writes it back")
    func lastOne() async throws {
        let one = try SQLiteJobStore(path: path)
        let other = try SQLiteJobStore(path: path)
        try await push(one, 20)
        one.close()
        #expect(SQLiteFile.size(path + "-wal") > 0)
        #expect(try await other.depths()[0].pending == 20)
        try await push(other, 5)
        other.close()
        #expect(try files() == ["jobs.sqlite"])
        #expect(try jobsInFile() == 25)
    }

    @Test("keeps its log while a program of others reads it")
    func foreignReader() async throws {
        let store = try SQLiteJobStore(path: path)
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let reader = try DatabaseQueue(path: path, configuration: configuration)
        try await reader.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN")
            _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM jobs")
        }
        try await push(store, 20)
        store.close()
        #expect(SQLiteFile.size(path + "-wal") > 0)
        try await reader.writeWithoutTransaction { db in
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM jobs") == 0)
            try db.execute(sql: "COMMIT")
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM jobs") == 20)
        }
    }

    @Test("is closed with the worker's and the page's connections, and refuses what is asked of it afterwards")
    func closed() async throws {
        let store = try SQLiteJobStore(path: path)
        let worker = WorkerRegistration(
            id: "one", name: "one", host: "here", processID: 1, queues: ["default"], concurrency: 1,
            lease: .seconds(60))
        let attendance = try await store.attend(worker) { _ in }
        let sights = try DataVersionWatch.sights(of: store)
        try await push(store, 5)
        await attendance.end()
        store.close()
        #expect(try files() == ["jobs.sqlite"])
        let error = await #expect(throws: JobStoreError.self) { try await push(store, 1) }
        #expect(error?.message.contains("closed") == true)
        await #expect(throws: JobStoreError.self) { _ = try await store.depths() }
        withExtendedLifetime(sights) {}
        store.close()
    }

    @Test("whose log belongs to the database that was there before is refused, and the log named")
    func foreignLog() async throws {
        let copy = folder.file("backup.sqlite")
        let keeper: DatabaseQueue
        do {
            let store = try SQLiteJobStore(path: path)
            try await push(store, 5)
            try await store.backUp(to: copy)
            // Killed: its log stays.
            keeper = try DatabaseQueue(path: path)
            _ = try await keeper.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs") }
            try await push(store, 400)
        }
        let log = try Data(contentsOf: URL(fileURLWithPath: path + "-wal"))
        try keeper.close()
        for file in [path, path + "-wal", path + "-shm"] { try? FileManager.default.removeItem(atPath: file) }
        // What people do who follow no manual.
        try FileManager.default.copyItem(atPath: copy, toPath: path)
        try log.write(to: URL(fileURLWithPath: path + "-wal"))
        let error = try #require(throws: JobStoreError.self) { _ = try SQLiteJobStore(path: path) }
        #expect(error.code == .damaged)
        #expect(error.message.contains("\(path)-wal"), "\(error.message)")
        #expect(error.message.contains("restore") || error.message.contains("Move"), "\(error.message)")
    }

    @Test("keeps the identity that another program gave it")
    func foreignIdentity() async throws {
        let foreign = try DatabaseQueue(path: path)
        try await foreign.writeWithoutTransaction { try $0.execute(sql: "PRAGMA application_id = 1196444487") }
        try foreign.close()
        do {
            let store = try SQLiteJobStore(path: path)
            try await push(store, 100)
            try await store.backUp(to: folder.file("copy.sqlite"))
        }
        for file in [path, folder.file("copy.sqlite")] {
            let number = try await DatabaseQueue(path: file).read { try Int.fetchOne($0, sql: "PRAGMA application_id") }
            #expect(number == 1_196_444_487)
        }
    }

    @Test("brings the identity into each log once, so that a log can be told from another's")
    func marks() async throws {
        let store = try SQLiteJobStore(path: path)
        for _ in 0..<30 { try await push(store, 20) }
        let raw = try Data(contentsOf: URL(fileURLWithPath: path + "-wal"))
        // Frames of 24 + 4096 bytes after a header of 32; the first four bytes are the number of the page.
        let pages = stride(from: 32, to: raw.count - 4120, by: 4120).map {
            raw[$0..<$0 + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
        #expect(pages.contains(1))
        store.close()
    }
}
