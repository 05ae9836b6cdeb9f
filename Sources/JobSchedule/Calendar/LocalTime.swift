/// What a wall clock in some zone shows, as seconds since it showed 1970-01-01 00:00:00.
///
/// Not an instant: in a gap a local time never comes, in a repeated hour it comes twice.
struct LocalTime: Hashable, Comparable, Sendable {
    var seconds: Int

    /// 0001-01-01 00:00:00, the earliest local time that is calculated with.
    static let earliest = LocalTime(seconds: -62_135_596_800)
    /// 9999-12-31 23:59:59, the latest local time that is calculated with.
    static let latest = LocalTime(seconds: 253_402_300_799)

    init(seconds: Int) {
        self.seconds = seconds
    }

    init(dayNumber: Int, secondOfDay: Int) {
        seconds = dayNumber * 86_400 + secondOfDay
    }

    /// Days since 1970-01-01.
    var dayNumber: Int {
        (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
    }

    /// 0–86,399.
    var secondOfDay: Int {
        seconds - dayNumber * 86_400
    }

    static func < (left: LocalTime, right: LocalTime) -> Bool {
        left.seconds < right.seconds
    }
}
