import CSQLiteSupport
import Foundation
import WallTime

/// What can be known of a database file without opening it.
package enum SQLiteFile {
    /// The path of the file itself: absolute, with all links followed, also where the last one leads to a file that is not there yet.
    ///
    /// Whoever looks at a disk, a log or a folder must look at those of the file, not at those of a link to it.
    package static func resolve(_ path: String) -> String {
        var path = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        // As many as Linux follows.
        for _ in 0..<40 {
            if let real = realPath(path) { return real }
            guard let target = linkTarget(path) else { break }
            path = target.hasPrefix("/") ? target : folder(of: path) + "/" + target
        }
        guard let folder = realPath(folder(of: path)) else { return path }
        return (folder == "/" ? "" : folder) + "/" + (path as NSString).lastPathComponent
    }

    private static func realPath(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    private static func linkTarget(_ path: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = bytes.withUnsafeMutableBytes { buffer in
            guard let base = buffer.baseAddress else { return -1 }
            return readlink(path, base.assumingMemoryBound(to: CChar.self), buffer.count)
        }
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
    }

    /// Whether there is such a file, or a link of that name, wherever it leads.
    static func exists(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0
    }

    /// Whether it is a folder.
    static func isFolder(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }

    /// The size of a file in bytes; 0 where there is none. Asks the file system only: opening and closing the file would drop
    /// SQLite's locks (https://www.sqlite.org/howtocorrupt.html, 2.2).
    static func size(_ path: String) -> Int64 {
        var info = stat()
        return stat(path, &info) == 0 ? Int64(info.st_size) : 0
    }

    /// When something was last written into a file; nil where there is none. In a database with a WAL nothing but a
    /// checkpoint does so.
    static func changedAt(_ path: String) -> Timestamp? {
        var info = stat()
        guard stat(path, &info) == 0 else { return nil }
        let time = modified(info)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// When the content of what was looked at last changed.
    static func modified(_ info: stat) -> timespec {
        var (seconds, nanoseconds) = (Int64(0), Int64(0))
        withUnsafePointer(to: info) { denyut_modified_at($0, &seconds, &nanoseconds) }
        return timespec(tv_sec: time_t(seconds), tv_nsec: Int(nanoseconds))
    }

    /// Those of a database's files that others than their owner may read or write: they hold payloads, phone numbers and QR codes.
    static func filesOpenToOthers(_ path: String) -> [String] {
        [path, path + "-wal", path + "-shm"].filter { file in
            var info = stat()
            return stat(file, &info) == 0 && info.st_mode & 0o077 != 0
        }
    }

    /// The folder that holds a file.
    package static func folder(of path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }

    /// Makes an empty file for a new database that only its owner may read. SQLite gives the WAL the mode of its database.
    ///
    /// - Returns: `false` where there is a file of that name, or none can be made.
    @discardableResult
    static func makePrivate(_ path: String) -> Bool {
        let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }

    /// Writes a folder's list of names to the disk, so that a file that was renamed in it keeps its name through a power cut.
    static func synchronize(folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }

    // MARK: The file system

    // The numbers are those of `linux/magic.h`.
    private static let networkFileSystems: [UInt32: String] = [
        0x6969: "NFS", 0xff53_4d42: "CIFS", 0xfe53_4d42: "SMB2", 0x0102_1997: "9p", 0x6573_5546: "FUSE",
    ]
    private static let localFileSystems: [UInt32: String] = [
        0xef53: "ext4", 0x5846_5342: "xfs", 0x9123_683e: "btrfs", 0x2fc1_2fc1: "zfs", 0xf2f5_2010: "f2fs",
        0x794c_7630: "overlay", 0x0102_1994: "tmpfs", 0x4d44: "vfat",
    ]

    private static func kind(of folder: String) -> UInt32 {
        UInt32(truncatingIfNeeded: denyut_file_system_kind(folder))
    }

    /// The name of the file system that a folder is on, where it is one that several hosts share.
    package static func networkFileSystem(of folder: String) -> String? {
        networkFileSystems[kind(of: folder)]
    }

    /// The name of the file system that a folder is on, or its number in hexadecimal.
    static func fileSystem(of folder: String) -> String {
        let kind = kind(of: folder)
        return localFileSystems[kind] ?? networkFileSystems[kind] ?? "0x" + String(kind, radix: 16)
    }

    /// Free space for ordinary users on the disk of a folder, in bytes; `nil` where nobody can tell.
    package static func freeSpace(of folder: String) -> Int64? {
        var info = statvfs()
        guard statvfs(folder, &info) == 0 else { return nil }
        let (bytes, overflow) = Int64(clamping: info.f_bavail).multipliedReportingOverflow(
            by: Int64(clamping: info.f_frsize))
        return overflow ? .max : bytes
    }

    /// Whether a path is that of a database on such a file system.
    package static func isReadOnlyDatabase(_ path: String) -> Bool {
        let path = resolve(path)
        return exists(path) && isOnReadOnlyFileSystem(path)
    }

    /// Whether the file system of a path is mounted so that nobody can write to it.
    static func isOnReadOnlyFileSystem(_ path: String) -> Bool {
        var info = statvfs()
        return statvfs(path, &info) == 0 && UInt(info.f_flag) & UInt(ST_RDONLY) != 0
    }
}
