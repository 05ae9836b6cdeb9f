import Foundation

/// The folder with the sockets of a database's workers, as it is found: made by the first worker, for its owner only.
///
/// In a folder that others may write to (`/tmp`), somebody else may have prepared it: as a link, behind which things would be
/// taken away that are none of ours; or as a folder of their own, with links to sockets that only this user may write to. There
/// nobody rings or listens, and workers look for jobs by themselves.
enum BellFolder {
    /// There is none yet.
    case missing
    /// It can be trusted.
    ///
    /// - Parameters:
    ///   - modified: When its content last changed.
    ///   - isOurs: Whether it is this user's, so that things in it may be taken away.
    case usable(modified: timespec, isOurs: Bool)
    /// It cannot.
    case refused(Reason)

    /// Why a folder cannot be trusted.
    enum Reason: Equatable {
        case noFolder
        case foreignOwner(uid_t)
        case writableByOthers
    }

    private static let suffix = "-bells"

    /// Where the folder of a database is.
    static func path(ofDatabase path: String) -> String { path + suffix }

    /// Looks at a folder. Nothing is followed.
    ///
    /// Its owner must be this user, root, or whoever has the database: what those can do they can do without it.
    static func find(_ folder: String) -> BellFolder {
        var info = stat()
        guard lstat(folder, &info) == 0 else { return .missing }
        guard info.st_mode & S_IFMT == S_IFDIR else { return .refused(.noFolder) }
        var owners: Set<uid_t> = [geteuid(), 0]
        var database = stat()
        if lstat(String(folder.dropLast(suffix.count)), &database) == 0 { owners.insert(database.st_uid) }
        guard owners.contains(info.st_uid) else { return .refused(.foreignOwner(info.st_uid)) }
        guard info.st_mode & 0o022 == 0 else { return .refused(.writableByOthers) }
        return .usable(modified: SQLiteFile.modified(info), isOurs: info.st_uid == geteuid())
    }

    /// What stands in the way of the bells in a folder, and the cure; `nil`: nothing.
    static func obstacle(_ folder: String) -> String? {
        guard case .refused(let reason) = find(folder) else { return nil }
        let quoted = ShellWord.quoted(folder)
        let (what, cure) =
            switch reason {
            case .noFolder: ("is a link or a file, not a folder", "look what it is, then: rm \(quoted)")
            case .foreignOwner(let user):
                ("belongs to user \(user), who has not the database", "look what it is, then: rm -r \(quoted)")
            case .writableByOthers: ("can be written by other users", "chmod go-w \(quoted)")
            }
        return
            "The folder of the workers' bells \(folder) \(what), so nobody rings there: workers look for jobs twice a second instead. To mend it, \(cure)"
    }
}

extension SQLiteJobStore {
    /// Why workers cannot be rung, and the cure; `nil`: they can.
    package var doorbellObstacle: String? { BellFolder.obstacle(doorbell.folder) }
}
