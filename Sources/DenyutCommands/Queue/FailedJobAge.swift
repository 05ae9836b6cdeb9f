import ArgumentParser
import WallTime

/// How long ago a job must have failed, in hours, where a command deletes old ones.
enum FailedJobAge {
    static func validate(hours: Double) throws {
        guard hours >= 0, hours < 1e6 else {
            throw ValidationError("--hours must be from 0 to 1000000, not \(hours.plain)")
        }
    }

    /// Jobs that failed before this are old enough.
    static func limit(hours: Double, now: Timestamp) -> Timestamp {
        now - .milliseconds(Int64(hours * 3_600_000))
    }

    static func report(deleted count: Int) -> String {
        "\(count) failed job\(count == 1 ? "" : "s") deleted."
    }
}
