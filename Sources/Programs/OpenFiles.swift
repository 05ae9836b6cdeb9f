//  Programs: starts other programs, watches them, and leaves nothing of them behind.
//
//  Imports the C library and WallTime. It knows nothing of jobs: who calls it says what to run and for how long.

import Foundation

/// How many files, sockets and pipes this process may have open at once.
package enum OpenFiles {
    /// The soft limit that this process was started with, which programs get back: some of them go through all numbers up to it.
    private static let atStart = limits.soft

    /// Raises the soft limit to the hard one, once, at the start. Systems keep the soft one low (1024) for programs that use
    /// `select`; this one does not: https://0pointer.net/blog/file-descriptor-limits.html
    package static func raiseLimit() {
        _ = atStart
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = min(limit.rlim_max, highest)
        setrlimit(resource, &limit)
    }

    /// Opens /dev/null in the place of each standard descriptor that is closed: else a database or a socket would get its number, and
    /// what is printed would be written there.
    package static func fillStandardDescriptors() {
        for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 {
            _ = open("/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY)
        }
    }

    /// How many may be open now, and how many at most if somebody raised the limit.
    package static var limits: (soft: Int, hard: Int) {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return (1024, 1024) }
        return (Int(clamping: limit.rlim_cur), Int(clamping: limit.rlim_max))
    }

    /// The soft limit that programs are started with.
    static var limitOfPrograms: UInt { UInt(clamping: atStart) }

    /// So many are kept free for the database, connections and the log, whatever programs there are to start.
    static let reserve = 16

    /// Whether that descriptor, just opened, is one of the last: the lowest free number is taken always.
    static func isScarce(_ descriptor: Int32) -> Bool {
        Int(descriptor) >= limits.soft - reserve
    }

    private static let highest: rlim_t = 1 << 20

    #if os(Linux)
        private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        private static let resource = RLIMIT_NOFILE
    #endif
}
