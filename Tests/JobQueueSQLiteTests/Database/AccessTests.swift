import Foundation
import GRDB
import JobQueue
import Testing

@testable import JobQueueSQLite

/// Each message about a file that cannot be used, caused: it names the right file and the right cure.
@Suite("A database file")
struct AccessTests {
    private let folder: TemporaryFolder
    private var path: String { folder.file() }

    init() throws {
        folder = try TemporaryFolder()
    }

    private func mode(_ path: String) -> mode_t {
        var info = stat()
        return stat(path, &info) == 0 ? info.st_mode & 0o777 : 0
    }

    private func refusal(_ path: String, makes: Bool = true) throws -> String {
        var options = SQLiteOptions()
        options.createsAndMigrates = makes
        return try error(path, options).message
    }

    private func error(_ path: String, _ options: SQLiteOptions) throws -> JobStoreError {
        try #require(throws: JobStoreError.self) { _ = try SQLiteJobStore(path: path, options: options) }
    }

    @Test("is made for its owner only, with its log, whatever the umask; one that is there keeps its mode")
    func modes() async throws {
        let before = umask(0)
        defer { umask(before) }
        do {
            let store = try SQLiteJobStore(path: path)
            _ = try await store.enqueue([NewJob(kind: "Test")], durability: .durable)
            for file in [path, path + "-wal", path + "-shm"] { #expect(mode(file) == 0o600, "\(file)") }
            #expect(try await store.condition().filesOpenToOthers == [])
        }
        #expect(chmod(path, 0o644) == 0)
        let store = try SQLiteJobStore(path: path)
        #expect(mode(path) == 0o644)
        #expect(try await store.condition().filesOpenToOthers.first == path)
    }

    @Test("is looked at where it is, not where a link to it is: its log, its disk, its bells")
    func links() async throws {
        let real = folder.file("real")
        try FileManager.default.createDirectory(atPath: real, withIntermediateDirectories: false)
        let link = folder.file("link.sqlite")
        // It leads nowhere yet; a relative one goes from the folder of the link.
        #expect(symlink("real/jobs.sqlite", link) == 0)
        let store = try SQLiteJobStore(path: link)
        #expect(store.path == real + "/jobs.sqlite")
        #expect(store.doorbell.folder == real + "/jobs.sqlite-bells")
        _ = try await store.enqueue([NewJob(kind: "Test")], durability: .durable)
        #expect(try await store.condition().walSize > 0)
        #expect(store.fileSizes().wal > 0)
        let other = folder.file("folder-link")
        #expect(symlink(real, other) == 0)
        #expect(SQLiteFile.resolve(other + "/jobs.sqlite") == store.path)
        #expect(SQLiteFile.resolve(other + "/new.sqlite") == real + "/new.sqlite")
    }

    @Test("that cannot be one is refused with what it is and what to do")
    func refused() throws {
        #expect(try refusal(folder.path).contains("is a folder, not a database"))
        #expect(try refusal("/dev/null").contains("no ordinary file"))
        #expect(try refusal(folder.file("a b/x.sqlite")).contains("mkdir -p '\(folder.file("a b"))'"))
        #expect(try refusal(path, makes: false).contains("There is no database"))
        var options = SQLiteOptions()
        options.createsAndMigrates = false
        #expect(try error(path, options).remedy == .migrate)
        #expect(try error(folder.path, SQLiteOptions()).remedy == .nameAnotherFile)
        #expect(try refusal("/proc/x.sqlite").contains("/proc"))
        #expect(try refusal(folder.file(String(repeating: "n", count: 300))).contains("cannot be opened"))
    }

    @Test("whose mode forbids writing is named with chmod: the file, or the one of its log that it is")
    func permissions() throws {
        do { _ = try SQLiteJobStore(path: path) }
        #expect(chmod(path, 0o444) == 0)
        #expect(try refusal(path).contains("chmod u+rw \(path)"))
        #expect(chmod(path, 0o644) == 0)
        let keeper = try SQLiteJobStore(path: path)
        #expect(chmod(path + "-wal", 0o400) == 0)
        let message = try refusal(path)
        #expect(message.contains("\(path)-wal, the log of the database"), "\(message)")
        #expect(message.contains("chmod u+rw \(path)-wal"), "\(message)")
        withExtendedLifetime(keeper) {}
    }

    @Test("whose log is a folder is named")
    func logIsFolder() throws {
        do { _ = try SQLiteJobStore(path: path) }
        try FileManager.default.createDirectory(atPath: path + "-wal", withIntermediateDirectories: false)
        let message = try refusal(path)
        #expect(message.contains("\(path)-wal is a folder"), "\(message)")
    }

    @Test("full by its ids or a quota is not called a full disk")
    func ids() async throws {
        let store = try SQLiteJobStore(path: path)
        _ = try await store.enqueue([NewJob(kind: "Test")], durability: .durable)
        try await store.write { transaction in
            try transaction.database.execute(
                sql: "UPDATE sqlite_sequence SET seq = 9223372036854775807 WHERE name = 'jobs'")
        }
        let error = await #expect(throws: JobStoreError.self) {
            _ = try await store.enqueue([NewJob(kind: "Test")], durability: .durable)
        }
        #expect(error?.code == .full)
        #expect(error?.message.contains("sqlite_sequence") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("Make room") == false)
    }

    @Test("damaged, the message says how to restore: with the log moved away")
    func damaged() {
        let error = JobStoreError(DatabaseError(resultCode: .SQLITE_CORRUPT, message: "malformed"), path: "/q.sqlite")
        #expect(error.message.contains("put a backup in its place") && error.message.contains("-wal"))
        #expect(error.remedy == .restore)
        #expect(error.code == .damaged)
    }

    @Test("cannot be spoilt by SQL, and each of its pages is looked at when it is read")
    func defensive() async throws {
        let store = try SQLiteJobStore(path: path)
        #expect(try await store.read { try Int.fetchOne($0, sql: "PRAGMA cell_size_check") } == 1)
        await #expect(throws: JobStoreError.self) {
            try await store.write { transaction in
                try transaction.database.execute(sql: "PRAGMA writable_schema = ON")
                try transaction.database.execute(sql: "UPDATE sqlite_schema SET sql = 'spoilt' WHERE name = 'jobs'")
            }
        }
    }

    @Test("names in commands are quoted where a shell would take them apart")
    func quoting() {
        #expect(ShellWord.quoted("/srv/denyut/q.sqlite") == "/srv/denyut/q.sqlite")
        #expect(ShellWord.quoted("/a b/it's") == "'/a b/it'\\''s'")
    }
}
