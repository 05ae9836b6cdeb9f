package import WallTime

/// One hour or day of one account: what remains when its health rows are pruned. Hours add up to days, days to months.
package struct HealthRollup: Sendable, Hashable, Codable {
    /// The beginning of the hour or day, UTC.
    package var start: Timestamp
    package var availability: AvailabilityTotals
    /// Checks that gave a score.
    package var checks: Int
    package var scoreSum: Int
    /// The lowest and the highest score; nil where there was none.
    package var lowest: Int?
    package var highest: Int?

    package init(start: Timestamp) {
        self.start = start
        self.availability = AvailabilityTotals()
        self.checks = 0
        self.scoreSum = 0
    }

    /// The mean score; nil where there was none.
    package var meanScore: Double? { checks > 0 ? Double(scoreSum) / Double(checks) : nil }

    /// Adds a check's score.
    package mutating func add(score: Int) {
        checks += 1
        scoreSum += score
        lowest = min(lowest ?? score, score)
        highest = max(highest ?? score, score)
    }

    /// Adds another roll-up, of another account, hour or day; keeps this one's start.
    package mutating func merge(_ other: HealthRollup) {
        availability = availability + other.availability
        checks += other.checks
        scoreSum += other.scoreSum
        if let score = other.lowest { lowest = min(lowest ?? score, score) }
        if let score = other.highest { highest = max(highest ?? score, score) }
    }

    /// The length of an hour and of a day in milliseconds.
    package static let hour: Int64 = 3_600_000
    package static let day: Int64 = 86_400_000

    /// The beginning of the hour or day, UTC, that an instant lies in.
    package static func start(of instant: Timestamp, length: Int64) -> Timestamp {
        let (quotient, remainder) = instant.milliseconds.quotientAndRemainder(dividingBy: length)
        return Timestamp(milliseconds: (remainder < 0 ? quotient - 1 : quotient) * length)
    }

    /// Cuts an interval at the borders of hours or days: the milliseconds for each.
    package static func parts(
        of interval: AvailabilityInterval, length: Int64
    ) -> [(start: Timestamp, milliseconds: Int64)] {
        var parts: [(start: Timestamp, milliseconds: Int64)] = []
        var from = interval.from
        while from < interval.to {
            let start = start(of: from, length: length)
            let end = min(interval.to, Timestamp(milliseconds: start.milliseconds + length))
            parts.append((start, end.milliseconds - from.milliseconds))
            from = end
        }
        return parts
    }
}
