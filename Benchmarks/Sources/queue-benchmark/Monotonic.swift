import Foundation

/// The clock that never jumps and that all processes of a host share.
enum Monotonic {
    /// Nanoseconds since the host started.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
