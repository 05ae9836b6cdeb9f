import Basics
package import WallTime

/// The hours and days, UTC, that remain of an account when its health rows are pruned.
package enum HealthRollup {
    /// The length of an hour and of a day in milliseconds.
    package static let hour: Int64 = 3_600_000
    package static let day: Int64 = 86_400_000

    /// The beginning of the hour or day that an instant lies in.
    package static func start(of instant: Timestamp, length: Int64) -> Timestamp {
        let (quotient, remainder) = instant.milliseconds.quotientAndRemainder(dividingBy: length)
        return Timestamp(milliseconds: (remainder < 0 ? quotient - 1 : quotient).multipliedSaturating(by: length))
    }
}
