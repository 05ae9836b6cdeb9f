import Foundation
import JobQueue

/// How a database file can be opened by this user, found out before SQLite makes a file of a mistake.
enum DatabaseAccess: Sendable, Equatable {
    /// For everything.
    case readAndWrite
    /// For reading: it is on a file system that is mounted read-only, and has a WAL that is read too.
    case readOnly
    /// For reading, as a file that nobody changes: on such a file system, without anything in its WAL.
    case immutable

    /// What a connection is opened for.
    func purpose(writes: Bool) -> SQLiteConnection.Purpose {
        switch self {
        case .readAndWrite: writes ? .writing : .reading
        case .readOnly: .reading
        case .immutable: .readingImmutable
        }
    }

    /// Looks at a file and its folder.
    ///
    /// - Parameter path: With links followed.
    /// - Throws: `JobStoreError.cannotOpen` that names the file and the cure.
    static func find(_ path: String, options: SQLiteOptions) throws -> DatabaseAccess {
        let folder = SQLiteFile.folder(of: path)
        guard SQLiteFile.isFolder(folder) else {
            throw JobStoreError(
                .cannotOpen,
                "The folder \(folder) of the database does not exist. Make it with: mkdir -p \(ShellWord.quoted(folder)), or name another file.",
                remedy: .nameAnotherFile)
        }
        if !options.allowsNetworkFileSystem, let name = SQLiteFile.networkFileSystem(of: folder) {
            throw JobStoreError(
                .cannotOpen,
                "\(folder) is on a network file system (\(name)), where SQLite's write-ahead log loses data. Put the database on a local disk."
            )
        }
        var info = stat()
        guard stat(path, &info) == 0 else {
            try checkMayMake(path, folder, options)
            return .readAndWrite
        }
        guard info.st_mode & S_IFMT != S_IFDIR else {
            throw JobStoreError(
                .cannotOpen, "\(path) is a folder, not a database. Name a file.", remedy: .nameAnotherFile)
        }
        guard info.st_mode & S_IFMT == S_IFREG else {
            throw JobStoreError(
                .cannotOpen, "\(path) is no ordinary file. Name another.", remedy: .nameAnotherFile)
        }
        guard let obstacle = WriteObstacle.find(path) else { return .readAndWrite }
        if obstacle == .readOnlyFileSystem, !options.createsAndMigrates { return try reading(path) }
        throw obstacle.error(path)
    }

    private static func checkMayMake(_ path: String, _ folder: String, _ options: SQLiteOptions) throws {
        guard options.createsAndMigrates else {
            throw JobStoreError(
                .cannotOpen, "There is no database \(path) yet. Make it, or name the one that is meant.",
                remedy: .migrate)
        }
        guard access(folder, W_OK) != 0 else { return }
        let cure =
            errno == EROFS
            ? "its file system is mounted read-only. Name a file on another."
            : "this user may not write there. Let it with chown or chmod, or name a file elsewhere."
        throw JobStoreError(
            .cannotOpen, "No database can be made in the folder \(folder): \(cure)", remedy: .nameAnotherFile)
    }

    /// How a file is read that nobody can write.
    private static func reading(_ path: String) throws -> DatabaseAccess {
        guard SQLiteFile.size(path + "-wal") > 0 else { return .immutable }
        guard access(path + "-shm", R_OK) == 0 else {
            throw JobStoreError(
                .cannotOpen,
                "The newest commits of \(path) are in its -wal file, which cannot be read on a file system that is mounted read-only. Copy both to a folder that can be written, and name the copy."
            )
        }
        return .readOnly
    }
}

/// Why a database that is there cannot be written by this user.
enum WriteObstacle: Equatable {
    case readOnlyFileSystem
    /// The mode of the file or its owner forbids it.
    case permissions(file: String)
    /// SQLite must make its WAL in that folder, and may not.
    case folder(String)

    /// - Returns: `nil` where nothing stands in the way.
    static func find(_ path: String) -> WriteObstacle? {
        if SQLiteFile.isOnReadOnlyFileSystem(path) { return .readOnlyFileSystem }
        for file in [path, path + "-wal", path + "-shm"] {
            var info = stat()
            guard stat(file, &info) == 0 else { continue }
            // The mode counts for root, too: a file that was made read-only was meant to stay as it is.
            if access(file, R_OK | W_OK) != 0 || info.st_mode & 0o222 == 0 { return .permissions(file: file) }
        }
        let folder = SQLiteFile.folder(of: path)
        let hasLog = SQLiteFile.exists(path + "-wal") && SQLiteFile.exists(path + "-shm")
        return hasLog || access(folder, W_OK) == 0 ? nil : .folder(folder)
    }

    /// What stands in the way, and the cure.
    func error(_ path: String) -> JobStoreError {
        JobStoreError(.cannotOpen, message(path), remedy: self == .readOnlyFileSystem ? .nameAnotherFile : nil)
    }

    private func message(_ path: String) -> String {
        switch self {
        case .readOnlyFileSystem:
            return
                "The database \(path) cannot be written: its file system is mounted read-only. Mount it for writing (after errors of the disk look at the kernel's log first), or name a file on another. What only reads goes on, a backup too."
        case .permissions(let file):
            let what = file == path ? "The database \(path)" : "\(file), the log of the database,"
            return
                "\(what) cannot be read and written by this user\(Self.owner(of: file)). Run this as its owner, or let this user with: chmod u+rw \(ShellWord.quoted(file))"
        case .folder(let folder):
            return
                "The database \(path) cannot be written: its log belongs beside it, and this user may not make files in \(folder)\(Self.owner(of: folder)). Run this as its owner, or let this user write the folder."
        }
    }

    private static func owner(of file: String) -> String {
        var info = stat()
        guard stat(file, &info) == 0, info.st_uid != geteuid() else { return "" }
        let name = getpwuid(info.st_uid).map { String(cString: $0.pointee.pw_name) } ?? "user \(info.st_uid)"
        return " (it belongs to \(name))"
    }
}

/// Names of files in commands that people copy from a message.
enum ShellWord {
    static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
