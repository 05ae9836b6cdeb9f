import Testing

@testable import JobQueueSQLite

@Suite("The check-up of a database")
struct StoreCheckupTests {
    private static let fine = StoreCheckup.Reading(
        version: "3.51.3", journalMode: "wal", walSize: 0, walLimit: 4 << 20, freeSpace: 100 << 30,
        fileSystem: "ext4", isReadOnly: false, file: "jobs.sqlite")

    private func look(
        _ subject: StoreCheckup.Subject, _ change: (inout StoreCheckup.Reading) -> Void
    ) throws -> StoreCheckup.Check {
        var reading = Self.fine
        change(&reading)
        return try #require(StoreCheckup(reading)[subject])
    }

    @Test("a database that is well has every subject, and nothing to advise")
    func fine() {
        let checkup = StoreCheckup(Self.fine)
        #expect(checkup.checks.map(\.name) == StoreCheckup.Subject.allCases)
        #expect(checkup.checks.allSatisfy { $0.level == .ok && $0.advice == nil })
        #expect(checkup.level == .ok)
    }

    @Test(
        "the disk's limits hold to the byte",
        arguments: [
            (StoreCheckup.littleSpace, StoreCheckup.Level.ok), (StoreCheckup.littleSpace - 1, .warning),
            (StoreCheckup.leastSpace, .warning), (StoreCheckup.leastSpace - 1, .error), (0, .error),
        ])
    func disk(free: Int64, level: StoreCheckup.Level) throws {
        let check = try look(.disk) { $0.freeSpace = free }
        #expect(check.level == level)
        #expect((check.advice == nil) == (level == .ok))
    }

    @Test("advice names the file as it is told to, and no folder that it is not told")
    func file() throws {
        let log = try look(.writeAheadLog) { $0.walSize = 1 << 40 }
        #expect(log.advice == "Find it with: fuser jobs.sqlite")
        #expect(try look(.journal) { $0.journalMode = "delete" }.advice?.contains("sqlite3 jobs.sqlite ") == true)
    }

    @Test("what nobody can tell is left out")
    func unknownSpace() {
        var reading = Self.fine
        reading.freeSpace = nil
        #expect(StoreCheckup(reading)[.disk] == nil)
    }

    @Test(
        "a write-ahead log is too large above eight times its limit, and never below 64 MB",
        arguments: [
            (4 << 20, 64 << 20, StoreCheckup.Level.ok), (4 << 20, (64 << 20) + 1, .warning),
            (16 << 20, 128 << 20, .ok), (16 << 20, (128 << 20) + 1, .warning),
        ] as [(Int64, Int64, StoreCheckup.Level)])
    func log(limit: Int64, size: Int64, level: StoreCheckup.Level) throws {
        let check = try look(.writeAheadLog) { ($0.walLimit, $0.walSize) = (limit, size) }
        #expect(check.level == level)
    }

    @Test(
        "the WAL-reset bug is no warning, because nobody can end it and the store avoids it; a version without STRICT tables is an error",
        arguments: [
            ("3.40.1", StoreCheckup.Level.ok, true), ("3.51.2", .ok, true), ("3.51.3", .ok, false),
            ("3.37.0", .ok, true), ("3.36.0", .error, true),
        ])
    func version(text: String, level: StoreCheckup.Level, hasAdvice: Bool) throws {
        let check = try look(.sqlite) { $0.version = text }
        #expect(check.level == level)
        #expect((check.advice != nil) == hasAdvice)
    }

    @Test("a journal that is no write-ahead log is an error, but where nothing can be written at all")
    func journal() throws {
        #expect(try look(.journal) { $0.journalMode = "delete" }.level == .error)
        #expect(try look(.journal) { $0.journalMode = nil }.level == .error)
        #expect(try look(.journal) { ($0.journalMode, $0.isReadOnly) = ("delete", true) }.level == .ok)
    }

    @Test("file systems that lose what they are given are told apart, and the worst level is the whole's")
    func fileSystems() throws {
        #expect(try look(.fileSystem) { $0.fileSystem = "tmpfs" }.level == .warning)
        #expect(try look(.fileSystem) { $0.networkFileSystem = "nfs" }.level == .error)
        #expect(try look(.fileSystem) { $0.isReadOnly = true }.level == .error)
        var reading = Self.fine
        reading.fileSystem = "tmpfs"
        #expect(StoreCheckup(reading).level == .warning)
        reading.freeSpace = 0
        #expect(StoreCheckup(reading).level == .error)
    }
}
