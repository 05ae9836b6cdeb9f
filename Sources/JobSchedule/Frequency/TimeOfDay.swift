/// A time that a wall clock shows, to the minute.
public struct TimeOfDay: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 0–23.
    public let hour: Int
    /// 0–59.
    public let minute: Int

    /// Reads `H:MM` or `HH:MM`.
    ///
    /// - Throws: `ScheduleError` with `.invalidTimeOfDay`.
    public init(_ text: String) throws(ScheduleError) {
        let parts = text.utf8.count <= 5 ? text.split(separator: ":", omittingEmptySubsequences: false) : []
        guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour <= 23, minute <= 59
        else {
            throw ScheduleError(
                .invalidTimeOfDay, "\(text.quotedForMessage) is no time of day; write HH:MM from 00:00 to 23:59")
        }
        self.hour = hour
        self.minute = minute
    }

    /// `HH:MM`.
    public var description: String { "\(ISO8601.pad(hour, 2)):\(ISO8601.pad(minute, 2))" }

    /// Whether the left one comes earlier in the day.
    public static func < (left: TimeOfDay, right: TimeOfDay) -> Bool {
        left.secondOfDay < right.secondOfDay
    }

    var secondOfDay: Int { hour * 3600 + minute * 60 }
}
