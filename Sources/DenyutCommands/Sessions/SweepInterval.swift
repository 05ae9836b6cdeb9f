import WallTime

/// The cron expression of the sweep, for an interval that people set freely.
enum SweepInterval {
    /// Steps that divide a minute, and those that divide an hour, in seconds, longest first.
    private static let steps = [
        1800, 1200, 900, 720, 600, 360, 300, 240, 180, 120, 60, 30, 20, 15, 12, 10, 6, 5, 4, 3, 2, 1,
    ]

    /// The expression of the longest step that the interval is a multiple of.
    ///
    /// Cron knows only steps that divide a minute or an hour. For other intervals it fires more often, and the throttle of the check
    /// skips those that are too young: 90 seconds are every third slot of 30.
    static func expression(_ interval: Duration) -> String {
        let seconds = Int(max(interval.wholeMilliseconds, 1000) / 1000)
        let step = steps.first { seconds.isMultiple(of: $0) } ?? 1
        if step < 60 { return step == 1 ? "* * * * * *" : "*/\(step) * * * * *" }
        return step == 60 ? "* * * * *" : "*/\(step / 60) * * * *"
    }
}
