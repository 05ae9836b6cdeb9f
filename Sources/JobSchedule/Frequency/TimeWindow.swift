/// A part of each day in which an entry may run, or may not; both ends belong to it.
struct TimeWindow: Hashable, Sendable, CustomStringConvertible {
    /// If later than `end`, the window goes across midnight.
    var start: TimeOfDay
    var end: TimeOfDay
    /// Whether the entry runs inside (`between`) or outside (`unlessBetween`).
    var allowsInside: Bool

    /// Whether a slot at that second of the day may run.
    func allows(_ secondOfDay: Int) -> Bool {
        let (start, end) = (start.secondOfDay, end.secondOfDay)
        let isInside =
            start <= end
            ? (start...end).contains(secondOfDay) : secondOfDay >= start || secondOfDay <= end
        return isInside == allowsInside
    }

    /// The second of the day from which slots may run again, after one at which they may not.
    var reopening: Int {
        allowsInside ? start.secondOfDay : (end.secondOfDay + 1) % 86_400
    }

    /// As the words of a frequency say it.
    var description: String {
        "\(allowsInside ? "between" : "unlessBetween"):\(start),\(end)"
    }
}
