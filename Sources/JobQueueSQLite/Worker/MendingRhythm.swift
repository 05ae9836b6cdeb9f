import WallTime

/// When a worker looks for times that were written under a clock that was ahead: the decisions, without any I/O.
struct MendingRhythm {
    /// From one quick look to the next.
    static let pause: Duration = .seconds(5)
    /// From one look at all waiting jobs to the next: without an index for it each of them is read.
    static let wholePause: Duration = .minutes(10)

    private var next = Duration.zero
    private var nextWhole = Duration.zero

    /// The clock was set back: whatever was written before may be dated ahead now.
    mutating func clockWentBack() {
        nextWhole = .zero
    }

    /// What to look at now; `nil`: nothing.
    mutating func next(uptime: Duration) -> TimesAhead.Extent? {
        let isWhole = uptime >= nextWhole
        guard isWhole || uptime >= next else { return nil }
        next = uptime + Self.pause
        if isWhole { nextWhole = uptime + Self.wholePause }
        return isWhole ? .all : .indexed
    }

    /// The last look did not get to its end: it is repeated, at once or after a pause.
    mutating func again(_ extent: TimesAhead.Extent, after pause: Duration = .zero, uptime: Duration = .zero) {
        next = min(next, uptime + pause)
        if extent == .all { nextWhole = next }
    }
}
