import Foundation
import GRDB
import JobQueue
import Testing

@testable import JobQueueSQLite

@Suite("A backup")
struct BackupFileTests {
    private let subject: StoreOnDisk

    init() async throws {
        subject = try StoreOnDisk()
        try await subject.enqueue(200, size: 1000)
    }

    private func names() throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: subject.folder.path).filter { $0.contains("copy") })
    }

    private func refusal(_ name: String) async -> JobStoreError? {
        await #expect(throws: JobStoreError.self) { try await subject.store.backUp(to: name) }
    }

    @Test("is whole under its name, for its owner only, with an identity of its own")
    func whole() async throws {
        let before = umask(0)
        defer { umask(before) }
        let path = try await subject.store.backUp(to: subject.folder.file("copy.sqlite"))
        #expect(path == subject.folder.file("copy.sqlite"))
        #expect(try names() == ["copy.sqlite"])
        var info = stat()
        #expect(stat(path, &info) == 0 && info.st_mode & 0o777 == 0o600)
        let identity = try await subject.store.read { try DatabaseIdentity.read($0) }
        try await DatabaseQueue(path: path).read { db in
            #expect(try String.fetchAll(db, sql: "PRAGMA integrity_check") == ["ok"])
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM jobs") == 200)
            let own = try DatabaseIdentity.read(db)
            #expect(own != nil && own != identity)
        }
    }

    @Test(
        "is refused under names that mean something else to SQLite, and under none",
        arguments: [
            "", ":memory:", "file:copy.sqlite?mode=memory", "file:copy.sqlite", "copy\n.sqlite", "/tmp", "/tmp/", ".",
        ])
    func names(name: String) async throws {
        let error = await refusal(name)
        #expect(error?.code == .cannotOpen)
        #expect(error?.message.contains("Name a file") == true, "\(error?.message ?? "")")
    }

    @Test("names the target where it cannot be made there, and leaves nothing")
    func targets() async throws {
        let missing = subject.folder.file("nowhere/copy.sqlite")
        #expect(await refusal(missing)?.message.contains("mkdir -p \(subject.folder.file("nowhere"))") == true)
        let link = subject.folder.file("link-copy.sqlite")
        #expect(symlink("/nonexistent/x", link) == 0)
        #expect(await refusal(link)?.message.contains("exists already") == true)
        #expect(await refusal("/proc/copy.sqlite")?.message.contains("/proc/copy.sqlite.part") == true)
        #expect(try names() == ["link-copy.sqlite"])
    }

    @Test("that cannot be written to its end leaves nothing, and the error names the target")
    func interrupted() async throws {
        // A source whose copy fails in its midst: the pages of a table are gone.
        let other = try StoreOnDisk()
        try await other.enqueue(500, size: 1000)
        other.store.close()
        let size = SQLiteFile.size(other.path)
        let store = try SQLiteJobStore(path: other.path)
        truncate(other.path, off_t(size / 2))
        let target = other.folder.file("copy.sqlite")
        let error = await #expect(throws: JobStoreError.self) { try await store.backUp(to: target) }
        #expect(error != nil)
        #expect(!SQLiteFile.exists(target) && !SQLiteFile.exists(target + ".part"))
    }

    @Test("replaces what was left half written, but not what another process is writing")
    func leftover() async throws {
        let target = subject.folder.file("copy.sqlite")
        try Data("half".utf8).write(to: URL(fileURLWithPath: target + ".part"))
        do {
            let busy = try NewFile(target)
            let error = await refusal(target)
            #expect(error?.code == .busy)
            withExtendedLifetime(busy) {}
        }
        #expect(!SQLiteFile.exists(target + ".part"))
        try Data("half".utf8).write(to: URL(fileURLWithPath: target + ".part"))
        try await subject.store.backUp(to: target)
        #expect(try names() == ["copy.sqlite"])
    }

    @Test("never takes the place of a file that came meanwhile")
    func race() throws {
        let target = subject.folder.file("copy.sqlite")
        let file = try NewFile(target)
        try Data("precious".utf8).write(to: URL(fileURLWithPath: target))
        #expect(throws: JobStoreError.self) { try file.complete() }
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "precious")
    }
}
