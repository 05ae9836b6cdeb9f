/// A stretch of time in which a zone keeps one offset.
struct ZoneSpan: Sendable {
    /// The first instant, in seconds since 1970 UTC.
    var start: Int
    /// The first instant after the span.
    var end: Int
    /// Seconds that the wall clock is ahead of UTC.
    var offset: Int
    /// The first local time that no earlier span has shown; when the clock goes back it lies after the span's beginning.
    var highWater: LocalTime

    /// What the clock shows at an instant of the span.
    func local(_ instant: Int) -> LocalTime {
        LocalTime(seconds: instant + offset)
    }

    /// What the clock shows at the beginning.
    var localStart: LocalTime { local(start) }

    /// What the clock would show at the end if it went on.
    var localEnd: LocalTime { local(end) }
}
