import CSQLiteSupport
import Foundation
import JobQueue
import WallTime

/// What can be known of a database file without opening it.
package enum SQLiteFile {
    /// Refuses what cannot work, before SQLite makes a file of it.
    ///
    /// - Throws: `JobStoreError.cannotOpen`.
    static func check(_ path: String, options: SQLiteOptions) throws {
        let folder = folder(of: path)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw JobStoreError(
                .cannotOpen,
                "The folder \(folder) of the database does not exist. Make it with: mkdir -p \(folder), or name another file with DATABASE_URL=sqlite:PATH"
            )
        }
        if !options.allowsNetworkFileSystem, let name = networkFileSystem(of: folder) {
            throw JobStoreError(
                .cannotOpen,
                "\(folder) is on a network file system (\(name)), where SQLite's write-ahead log loses data. Put the database on a local disk."
            )
        }
        guard FileManager.default.fileExists(atPath: path) else {
            guard options.createsAndMigrates else {
                throw JobStoreError(.cannotOpen, "There is no database \(path) yet. Make it with: denyut migrate")
            }
            guard access(folder, W_OK) == 0 else {
                throw JobStoreError(
                    .cannotOpen, "The folder \(folder) cannot be written, so no database can be made in it.")
            }
            return
        }
        // The mode counts for root, too: a file that was made read-only was meant to stay as it is.
        var info = stat()
        let isReadOnly = stat(path, &info) == 0 && info.st_mode & 0o222 == 0
        guard !isReadOnly, access(path, R_OK | W_OK) == 0 else {
            throw JobStoreError(
                .cannotOpen, "The database \(path) cannot be read and written by this user. Try: chmod u+rw \(path)")
        }
    }

    /// Whether there is such a file.
    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
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
        return Timestamp(milliseconds: Int64(info.st_mtim.tv_sec) * 1000 + Int64(info.st_mtim.tv_nsec) / 1_000_000)
    }

    /// The folder that holds a file.
    package static func folder(of path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }

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
        return Int64(info.f_bavail) * Int64(info.f_frsize)
    }
}
