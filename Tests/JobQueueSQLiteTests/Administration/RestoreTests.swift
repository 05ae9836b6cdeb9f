import Foundation
import GRDB
import JobQueue
import Testing
import WallTime

@testable import JobQueueSQLite

@Suite("A restore")
struct RestoreTests {
    private let folder: TemporaryFolder
    private let now = Timestamp(milliseconds: 1_795_000_000_000)
    private var path: String { folder.file() }
    private var backup: String { folder.file("backup.sqlite") }

    init() async throws {
        folder = try TemporaryFolder()
        let store = try SQLiteJobStore(path: folder.file())
        _ = try await store.enqueue(
            Array(repeating: NewJob(queue: "kept", kind: "Test"), count: 5), durability: .durable)
        try await store.backUp(to: folder.file("backup.sqlite"))
        _ = try await store.enqueue(
            Array(repeating: NewJob(queue: "later", kind: "Test"), count: 300), durability: .durable)
    }

    private func jobs(_ file: String) throws -> Int {
        try DatabaseQueue(path: file).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs") ?? 0 }
    }

    private func restore(_ file: String? = nil) throws -> DatabaseRestore.Result {
        try DatabaseRestore.run(from: file ?? backup, to: path, now: now)
    }

    /// A database as a killed process leaves it: with its newest commits in the log.
    private func leaveLog() throws {
        let keeper = try DatabaseQueue(path: path)
        _ = try keeper.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs") }
        let store = try SQLiteConnection(path: path, options: SQLiteOptions())
        try store.run { db in
            for _ in 0..<50 { try db.execute(sql: "INSERT INTO jobs (queue, kind) VALUES ('log', 'Test')") }
        }
        store.close()
        let log = try Data(contentsOf: URL(fileURLWithPath: path + "-wal"))
        try keeper.close()
        try log.write(to: URL(fileURLWithPath: path + "-wal"))
    }

    @Test("puts the backup in place; the old database stands aside, whole")
    func restores() async throws {
        let result = try restore()
        let old = path + ".before-restore-20261118T110640Z"
        #expect(result == DatabaseRestore.Result(path: path, movedTo: old))
        #expect(try jobs(old) == 305)
        let store = try SQLiteJobStore(path: path)
        #expect(try await store.depths().map(\.queue) == ["kept"])
        #expect(try await store.depths().map(\.pending) == [5])
        #expect(try jobs(backup) == 5)
        var info = stat()
        #expect(stat(path, &info) == 0 && info.st_mode & 0o777 == 0o600)
    }

    @Test("takes the log that is beside the old database aside with it: nothing of it is replayed over the backup")
    func log() async throws {
        try leaveLog()
        let result = try restore()
        #expect(!SQLiteFile.exists(path + "-wal") && !SQLiteFile.exists(path + "-shm"))
        #expect(try jobs(path) == 5)
        #expect(try jobs(try #require(result.movedTo)) >= 305)
        #expect(try await SQLiteJobStore(path: path).depths().map(\.pending) == [5])
    }

    @Test("can be made twice, also within a second, and never writes over what it moved aside")
    func twice() throws {
        let first = try restore()
        let second = try restore()
        #expect(first.movedTo != second.movedTo)
        #expect(try jobs(try #require(first.movedTo)) == 305)
        #expect(try jobs(try #require(second.movedTo)) == 5)
        #expect(try jobs(path) == 5)
    }

    @Test("needs no database to replace, and replaces a damaged one")
    func others() throws {
        for name in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + name) }
        #expect(try restore().movedTo == nil)
        #expect(try jobs(path) == 5)
        try Data(repeating: 7, count: 20000).write(to: URL(fileURLWithPath: path))
        let moved = try #require(try restore().movedTo)
        #expect(SQLiteFile.size(moved) == 20000)
        #expect(try jobs(path) == 5)
    }

    @Test(
        "leaves the database to its owner where root makes it",
        .enabled(if: geteuid() == 0, "only root can give files away"))
    func owner() throws {
        #expect(chown(path, 4711, 4712) == 0)
        _ = try restore()
        var info = stat()
        #expect(stat(path, &info) == 0 && info.st_uid == 4711 && info.st_gid == 4712)
    }

    @Test("follows a link to the database")
    func link() throws {
        let link = folder.file("link.sqlite")
        #expect(symlink(path, link) == 0)
        let result = try DatabaseRestore.run(from: backup, to: link, now: now)
        #expect(result.path == path)
        var info = stat()
        #expect(lstat(link, &info) == 0 && info.st_mode & S_IFMT == S_IFLNK)
        #expect(try jobs(path) == 5)
    }

    @Test("is refused while anybody has the database open, and changes nothing", arguments: [false, true])
    func open(byOthers: Bool) async throws {
        // In a process of its own: locks of one process do not keep it out.
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        holder.arguments = [
            "python3", "-c",
            """
            import sqlite3, sys, time
            db = sqlite3.connect(sys.argv[1], isolation_level=None)
            if \(byOthers ? 1 : 0): db.execute("begin")
            db.execute("select count(*) from jobs").fetchone()
            print("ready", flush=True)
            time.sleep(600)
            """, path,
        ]
        let pipe = Pipe()
        holder.standardOutput = pipe
        try holder.run()
        defer {
            kill(holder.processIdentifier, SIGKILL)
            holder.waitUntilExit()
        }
        _ = pipe.fileHandleForReading.availableData
        let error = try #require(throws: JobStoreError.self) { _ = try restore() }
        #expect(error.code == .busy)
        #expect(error.message.contains("fuser"))
        #expect(!SQLiteFile.exists(path + ".part"))
        #expect(try jobs(path) == 305)
    }

    enum Bad: CaseIterable, Sendable {
        case missing, folder, text, damaged, foreign, newer, itself, withLog

        func make(_ file: String, path: String, backup: String) throws -> String {
            switch self {
            case .missing: return file
            case .folder:
                try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
            case .text:
                try Data(repeating: 0x61, count: 9000).write(to: URL(fileURLWithPath: file))
            case .damaged:
                var data = try Data(contentsOf: URL(fileURLWithPath: backup))
                data.replaceSubrange(4096 * 4..<4096 * 8, with: Data(repeating: 0xff, count: 4096 * 4))
                try data.write(to: URL(fileURLWithPath: file))
            case .foreign:
                let database = try DatabaseQueue(path: file)
                try database.write { try $0.execute(sql: "CREATE TABLE notes (id INTEGER)") }
                try database.close()
            case .newer:
                try FileManager.default.copyItem(atPath: backup, toPath: file)
                let database = try DatabaseQueue(path: file)
                try database.write {
                    try $0.execute(sql: "INSERT INTO queue_migrations VALUES ('queue', '9999_from_the_future', 'x', 0)")
                }
                try database.close()
            case .itself: return path
            case .withLog:
                try FileManager.default.copyItem(atPath: backup, toPath: file)
                try Data("log".utf8).write(to: URL(fileURLWithPath: file + "-wal"))
            }
            return file
        }

        var words: String {
            switch self {
            case .missing: "There is no backup"
            case .folder: "no ordinary file"
            case .text: "not an SQLite database"
            case .damaged: "damaged"
            case .foreign: "no tables of a queue"
            case .newer: "newer program"
            case .itself: "the database itself"
            case .withLog: "has a log beside it"
            }
        }
    }

    @Test("of what is no backup is refused before anything is touched, and says what it is", arguments: Bad.allCases)
    func refused(bad: Bad) throws {
        let file = try bad.make(folder.file("bad.sqlite"), path: path, backup: backup)
        let error = try #require(throws: JobStoreError.self) { _ = try restore(file) }
        #expect(error.message.contains(bad.words), "\(error.message)")
        #expect(error.message.contains(file), "\(error.message)")
        #expect(!error.message.contains(".part"), "\(error.message)")
        #expect(try jobs(path) == 305)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(!names.contains { $0.contains(".part") || $0.contains("before-restore") }, "\(names)")
    }
}
