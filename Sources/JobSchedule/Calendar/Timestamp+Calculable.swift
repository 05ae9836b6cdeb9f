import WallTime

/// Instants as they are calculated with: whole seconds inside the years 1–9999 of UTC, so that no sum overflows.
extension Timestamp {
    /// The first instant of the year 1, in UTC.
    static let firstCalculable = Timestamp(seconds: Int64(LocalTime.earliest.seconds))
    /// The last second of the year 9999, in UTC.
    static let lastCalculable = Timestamp(seconds: Int64(LocalTime.latest.seconds))

    /// Whether the instant lies in those years.
    var isCalculable: Bool { self >= .firstCalculable && self < .lastCalculable + .seconds(1) }

    /// Seconds since 1970, rounded towards the past; the nearest there is if the instant lies outside those years.
    var calculableSeconds: Int {
        Int(min(max(self, .firstCalculable), .lastCalculable).seconds)
    }

    /// Whether the instant has no fraction of a second.
    var isWholeSecond: Bool { milliseconds.isMultiple(of: 1000) }

    init(_ seconds: Int) {
        self.init(seconds: Int64(seconds))
    }
}
