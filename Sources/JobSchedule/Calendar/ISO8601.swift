public import WallTime

/// Instants as text in the form of ISO 8601 (the profile of RFC 3339, with offsets that may have seconds).
public enum ISO8601 {
    /// The longest text that is looked at, in bytes of UTF-8.
    public static let maximumLength = 64

    /// Reads an instant such as `2025-03-09T02:30:00-06:00`, `2025-03-09 08:30Z` or `2025-03-09T08:30:00.125+00:00`.
    ///
    /// Seconds and their fraction may be left out; digits of the fraction past the third are dropped. An offset is `Z`,
    /// `±HH`, `±HHMM`, `±HH:MM` or `±HH:MM:SS`.
    ///
    /// - Parameter zone: The zone that a text without an offset is read in. A time in a spring gap is then the first
    ///   instant after it, a repeated time its first coming. Without a zone, a text without an offset is an error.
    /// - Throws: `ScheduleError` with `.invalidInstant`.
    public static func parse(_ text: String, in zone: ScheduleZone? = nil) throws(ScheduleError) -> Timestamp {
        guard text.utf8.count <= maximumLength else {
            throw ScheduleError(
                .invalidInstant, "the time is \(text.utf8.count) bytes long; write it as \(example)")
        }
        var reader = ISO8601Reader(text)
        return try reader.instant(in: zone)
    }

    /// Writes an instant as the wall clock of a zone shows it, with the zone's offset: `2025-03-09T03:00:00-05:00`.
    ///
    /// Milliseconds are written if there are any; seconds of an offset too (before about 1970). Instants outside the years
    /// 1–9999 are written as the nearest one inside.
    public static func format(_ instant: Timestamp, in zone: ScheduleZone = .utc) -> String {
        let second = instant.calculableSeconds
        let fraction = instant.isCalculable ? instant.milliseconds - Int64(second) * 1000 : 0
        let span = zone.table.span(at: second)
        let local = min(max(span.local(second), .earliest), .latest)
        let date = CivilDate(dayNumber: local.dayNumber)
        let time = local.secondOfDay
        var text = "\(pad(date.year, 4))-\(pad(date.month, 2))-\(pad(date.day, 2))"
        text += "T\(pad(time / 3600, 2)):\(pad(time / 60 % 60, 2)):\(pad(time % 60, 2))"
        if fraction != 0 { text += ".\(pad(Int(fraction), 3))" }
        let offset = abs(span.offset)
        text += "\(span.offset < 0 ? "-" : "+")\(pad(offset / 3600, 2)):\(pad(offset / 60 % 60, 2))"
        if offset % 60 != 0 { text += ":\(pad(offset % 60, 2))" }
        return text
    }

    static let example = "2025-03-09T02:30:00-06:00"

    static func pad(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
