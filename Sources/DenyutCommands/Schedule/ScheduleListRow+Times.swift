import JobSchedule
import WallTime

extension ScheduleListRow {
    /// `2026-11-22 17:05`, with seconds where the entry has them.
    static func dateText(_ time: Timestamp, in zone: ScheduleZone, withSeconds hasSeconds: Bool) -> String {
        let text = ISO8601.format(time, in: zone)
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(hasSeconds ? 8 : 5))"
    }

    /// `2026-11-22 17:05:00 +07:00`, as Laravel writes it.
    static func laravelDate(_ time: Timestamp, in zone: ScheduleZone) -> String {
        let text = ISO8601.format(time, in: zone)
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) \(text.dropFirst(19))"
    }

    /// `2 minutes from now`, as Laravel says it: the largest unit, cut.
    static func human(_ distance: Duration) -> String {
        let seconds = max(0, distance.wholeMilliseconds / 1000)
        let units: [(name: String, seconds: Int64)] = [
            ("year", 31_536_000), ("month", 2_592_000), ("week", 604_800), ("day", 86_400), ("hour", 3600),
            ("minute", 60), ("second", 1),
        ]
        let unit = units.first { seconds >= $0.seconds } ?? ("second", 1)
        let count = seconds / unit.seconds
        return "\(count) \(unit.name)\(count == 1 ? "" : "s") from now"
    }
}
