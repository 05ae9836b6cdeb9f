import Basics
import GRDB
import JobQueue

/// What is to be thought of a database, its file and its disk: one judgement, which `doctor`, the page and the metrics show alike.
package struct StoreCheckup: Sendable, Equatable {
    /// What was looked at.
    package enum Subject: String, Sendable, CaseIterable {
        case sqlite
        case journal
        case writeAheadLog = "write-ahead log"
        case disk
        case fileSystem = "file system"
    }

    /// How bad it is.
    package enum Level: String, Sendable, CaseIterable {
        case ok
        /// It works, and something will go wrong with it one day.
        case warning
        /// It does not work, or loses what it is given.
        case error
    }

    /// One subject, and what was found.
    package struct Check: Sendable, Equatable {
        package var name: Subject
        package var level: Level
        /// What was found, without a full stop.
        package var finding: String
        /// What to do about it; always there where the level is not `ok`.
        package var advice: String?
    }

    /// What a judgement rests on.
    package struct Reading: Sendable, Equatable {
        /// SQLite's version, such as `3.40.1`.
        package var version: String
        /// As `PRAGMA journal_mode` tells it.
        package var journalMode: String?
        /// Bytes of the write-ahead log, and those at which it is written back.
        package var walSize: Int64
        package var walLimit: Int64
        /// Bytes free on its disk; nil where nobody can tell.
        package var freeSpace: Int64?
        /// The kind of its file system, such as `ext4`.
        package var fileSystem: String
        /// The same, where several hosts share it.
        package var networkFileSystem: String?
        /// Whether its file system was mounted read-only.
        package var isReadOnly: Bool
        /// What advice calls the database file.
        package var file: String
    }

    /// In the order of the subjects. What cannot be told is left out.
    package let checks: [Check]

    /// The worst of all.
    package var level: Level {
        Level.allCases.last { level in checks.contains { $0.level == level } } ?? .ok
    }

    package subscript(_ subject: Subject) -> Check? { checks.first { $0.name == subject } }

    package init(_ reading: Reading) {
        checks = [
            Self.sqlite(reading), Self.journal(reading), Self.writeAheadLog(reading), Self.disk(reading),
            Self.fileSystem(reading),
        ].compactMap(\.self)
    }

    // MARK: The rules

    /// Bytes of a write-ahead log that something keeps from being written back. A commit may be large, so that the limit alone is too little.
    package static let largestLog: Int64 = 64 << 20
    /// Bytes below which a disk is nearly full, and below which the next commits fail.
    package static let littleSpace: Int64 = 1 << 30
    package static let leastSpace: Int64 = 64 << 20

    /// The WAL-reset bug is `ok`: the store's own checkpoints avoid it, and a warning that nobody can end teaches people to overlook warnings.
    private static func sqlite(_ reading: Reading) -> Check {
        if isTooOld(reading.version) {
            return Check(
                name: .sqlite, level: .error, finding: "\(reading.version) lacks STRICT tables",
                advice: "Use SQLite 3.37 or newer")
        }
        guard StoreCondition.hasWALResetBug(version: reading.version) else {
            return Check(name: .sqlite, level: .ok, finding: "\(reading.version), without the WAL-reset bug")
        }
        return Check(
            name: .sqlite, level: .ok,
            finding: "\(reading.version) has the WAL-reset bug; our own checkpoints avoid it",
            advice: "Let no other program checkpoint this file (fixed in 3.51.3)")
    }

    /// Whether a version of SQLite knows no STRICT tables, which came with 3.37.0.
    package static func isTooOld(_ version: String) -> Bool {
        let parts = version.split(separator: ".").compactMap { Int($0) }
        guard parts.count >= 2 else { return false }
        return parts[0] < 3 || (parts[0] == 3 && parts[1] < 37)
    }

    private static func journal(_ reading: Reading) -> Check {
        let mode = reading.journalMode ?? "unknown"
        // A file on a read-only file system is read without a log, and that is a finding of its own.
        guard mode != "wal", !reading.isReadOnly else {
            return Check(name: .journal, level: .ok, finding: "The journal mode is \(mode)")
        }
        return Check(
            name: .journal, level: .error, finding: "The journal mode is \(mode)",
            advice: "Run: sqlite3 \(reading.file) 'PRAGMA journal_mode = WAL'")
    }

    private static func writeAheadLog(_ reading: Reading) -> Check {
        let size = reading.walSize == 0 ? "empty" : bytes(reading.walSize)
        guard reading.walSize > max(reading.walLimit.multipliedSaturating(by: 8), largestLog) else {
            return Check(name: .writeAheadLog, level: .ok, finding: size)
        }
        return Check(
            name: .writeAheadLog, level: .warning, finding: "\(size): a reader holds a transaction open",
            advice: "Find it with: fuser \(reading.file)")
    }

    private static func disk(_ reading: Reading) -> Check? {
        guard let free = reading.freeSpace else { return nil }
        let level: Level = free < leastSpace ? .error : free < littleSpace ? .warning : .ok
        return Check(
            name: .disk, level: level, finding: "\(bytes(free)) free",
            advice: level == .ok ? nil : "Make room: on a full disk no job is taken any more")
    }

    private static func fileSystem(_ reading: Reading) -> Check {
        if reading.isReadOnly {
            return Check(
                name: .fileSystem, level: .error,
                finding: "\(reading.fileSystem), mounted read-only: nothing can be written",
                advice: "After errors of the disk look at the kernel's log first")
        }
        if let name = reading.networkFileSystem {
            return Check(
                name: .fileSystem, level: .error, finding: "\(name) is a network file system",
                advice: "Move the database to a local disk")
        }
        guard reading.fileSystem != "tmpfs" else {
            return Check(
                name: .fileSystem, level: .warning,
                finding: "tmpfs: it is in memory, and gone after a restart of the machine",
                advice: "Move the database to a disk")
        }
        return Check(name: .fileSystem, level: .ok, finding: reading.fileSystem)
    }

    private static func bytes(_ count: Int64) -> String {
        count < 10 << 20 ? "\(count >> 10) KB" : count < 10 << 30 ? "\(count >> 20) MB" : "\(count >> 30) GB"
    }
}

extension StoreCheckup.Reading {
    /// Reads what there is to judge; little enough to be asked each second.
    init(_ db: Database, path: String, file: String, isReadOnly: Bool, checkpointPages: Int) throws {
        let folder = SQLiteFile.folder(of: path)
        let pageSize = try Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 4096
        self.init(
            version: try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? "?",
            journalMode: try String.fetchOne(db, sql: "PRAGMA journal_mode"),
            walSize: SQLiteFile.size(path + "-wal"),
            walLimit: pageSize.multipliedSaturating(by: Int64(checkpointPages)),
            freeSpace: SQLiteFile.freeSpace(of: folder), fileSystem: SQLiteFile.fileSystem(of: folder),
            networkFileSystem: SQLiteFile.networkFileSystem(of: folder), isReadOnly: isReadOnly, file: file)
    }
}

extension SQLiteJobStore {
    /// Looks at the database, its file and its disk.
    ///
    /// - Parameter file: What advice calls the file: its path, unless those who read it must not learn the folder.
    package func checkup(file: String? = nil) async throws -> StoreCheckup {
        let (path, isReadOnly, checkpointPages) = (path, isReadOnly, options.checkpointPages)
        return try await read { db in
            StoreCheckup(
                try StoreCheckup.Reading(
                    db, path: path, file: file ?? path, isReadOnly: isReadOnly, checkpointPages: checkpointPages))
        }
    }
}
