package import WallTime

/// A point of an account's score over time.
package struct TrendPoint: Sendable, Hashable {
    /// The check's time, or the beginning of the hour that it sums up.
    package var at: Timestamp
    /// The score, or the hour's mean; nil where no check could be made.
    package var score: Double?
    /// The hour's lowest.
    package var lowest: Int?
}
