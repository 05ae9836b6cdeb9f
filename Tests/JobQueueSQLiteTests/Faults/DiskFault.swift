import CFaultyVFS
import GRDBSQLite
import Testing

/// What a disk can do to SQLite.
enum DiskFault: String, CaseIterable, CustomTestStringConvertible {
    case full
    case writeFails
    case syncFails
    case cannotOpen

    /// The calls that fail.
    private var kinds: faulty_vfs_kind {
        switch self {
        case .full, .writeFails: faulty_vfs_write
        case .syncFails: faulty_vfs_sync
        case .cannotOpen: faulty_vfs_open
        }
    }

    private var code: Int32 {
        switch self {
        case .full: SQLITE_FULL
        case .writeFails: SQLITE_IOERR | 3 << 8  // SQLITE_IOERR_WRITE
        case .syncFails: SQLITE_IOERR | 4 << 8  // SQLITE_IOERR_FSYNC
        case .cannotOpen: SQLITE_CANTOPEN
        }
    }

    /// Puts the faulty disk under all connections that are opened from now on.
    static func install() -> Bool {
        faulty_vfs_register() == SQLITE_OK
    }

    /// Lets so many calls on files of that folder fail, from number `first` on.
    func arm(_ folder: String, first: Int, count: Int) {
        faulty_vfs_arm(folder, Int32(kinds.rawValue), first, count, code)
    }

    /// Lets all calls pass. Returns how many have failed.
    static func disarm() -> Int {
        faulty_vfs_disarm()
        return failures
    }

    /// How many calls have failed since the last arming.
    static var failures: Int { faulty_vfs_failures() }

    var testDescription: String { rawValue }
}
