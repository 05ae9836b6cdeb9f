import Basics
package import WallTime

/// How many messages an account usually has in each hour of the week, and what its silence is worth against that.
///
/// Hours are UTC. Every finished hour is mixed into its place with a weight of a quarter, so that about the last month
/// counts. Stored as JSON with the account.
package struct UsualTraffic: Sendable, Hashable, Codable {
    /// Messages per hour of the week, 168 of them; Monday 0 h first.
    package private(set) var rates: [Double]
    /// How many weeks have been seen of each hour.
    private var weeks: [Int]
    /// The hour that is being counted, as hours since 1970.
    private var hour: Int64?
    private var count: Int

    private static let perWeek = 168

    package init() {
        rates = Array(repeating: 0, count: Self.perWeek)
        weeks = Array(repeating: 0, count: Self.perWeek)
        count = 0
    }

    /// Reads what was stored, and starts afresh where it is not what it should be.
    package init(from decoder: any Decoder) throws {
        self.init()
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let rates: [Double] = container.value(.rates, or: [])
        let weeks: [Int] = container.value(.weeks, or: [])
        guard rates.count == Self.perWeek, weeks.count == Self.perWeek else { return }
        self.rates = rates.map { $0.isFinite ? max(0, $0) : 0 }
        self.weeks = weeks.map { min(max($0, 0), 1000) }
        // An hour that is no time of ours is none.
        let stored: Int64? = container.value(.hour)
        hour = stored.flatMap { (0...4_000_000_000).contains($0) ? $0 : nil }
        count = (container.value(.count, or: 0) as Int).asCount
    }

    /// Counts messages of an instant. Instants come in order; one of an earlier hour is passed over.
    package mutating func add(messages: Int, at now: Timestamp) {
        advance(to: now)
        if let hour, hour == Self.hour(of: now) { count = count.addingSaturating(messages).asCount }
    }

    /// Closes the hours that have passed, with nothing in those that had nothing.
    ///
    /// Hours in which the account was not watched or not connected must not be advanced over: `skip(to:)` them, or the
    /// habit learns the outage.
    package mutating func advance(to now: Timestamp) {
        let current = Self.hour(of: now)
        guard let open = hour else {
            hour = current
            return
        }
        guard current > open else { return }
        close(open, count)
        // A long gap teaches nothing new after one week.
        for silent in (open + 1)..<min(current, open + 1 + Int64(Self.perWeek)) { close(silent, 0) }
        hour = current
        count = 0
    }

    /// Forgets the open hour and goes on at another: what lies between is not learnt.
    package mutating func skip(to now: Timestamp) {
        let current = Self.hour(of: now)
        guard hour.map({ current > $0 }) ?? true else { return }
        hour = current
        count = 0
    }

    private mutating func close(_ hour: Int64, _ messages: Int) {
        let place = Self.place(of: hour)
        rates[place] = weeks[place] == 0 ? Double(messages) : rates[place] * 0.75 + Double(messages) * 0.25
        weeks[place] = min(weeks[place] + 1, 1000)
    }

    /// How many messages would be usual between two instants; nil where an hour has been seen for fewer than two weeks.
    package func expected(from start: Timestamp, to end: Timestamp) -> Double? {
        guard start < end, end - start <= .days(7) else { return nil }
        var sum = 0.0
        var from = start.milliseconds
        while from < end.milliseconds {
            let hour = Self.hour(of: Timestamp(milliseconds: from))
            let place = Self.place(of: hour)
            guard weeks[place] >= 2 else { return nil }
            let to = min(end.milliseconds, (hour + 1) * 3_600_000)
            sum += rates[place] * Double(to - from) / 3_600_000
            from = to
        }
        return sum
    }

    /// A silence that is out of habit: at least twelve messages would have been usual meanwhile.
    ///
    /// Of independent messages, none where twelve are usual happens 6 times in a million; real ones come in bursts, and so
    /// the bar is high. It is a remark, and costs no points.
    package func silence(since last: Timestamp, now: Timestamp) -> Silence? {
        guard let expected = expected(from: last, to: now), expected >= 12 else { return nil }
        return Silence(expected: expected, milliseconds: (now - last).wholeMilliseconds)
    }

    private static func hour(of instant: Timestamp) -> Int64 {
        HealthRollup.start(of: instant, length: HealthRollup.hour).milliseconds / HealthRollup.hour
    }

    /// 1970-01-01 was a Thursday: 72 hours after a Monday.
    private static func place(of hour: Int64) -> Int {
        let place = Int((hour + 72) % Int64(perWeek))
        return place < 0 ? place + perWeek : place
    }
}
