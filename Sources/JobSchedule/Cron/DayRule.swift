/// On which days of a month an expression runs: its two day fields.
struct DayRule: Hashable, Sendable {
    /// What stands in the day-of-month field.
    enum MonthDays: Hashable, Sendable {
        /// `*` or `?`.
        case any
        /// Bit n is day n.
        case days(UInt32)
        /// `L`.
        case last
        /// `LW`.
        case lastWorkday
        /// `nW`: the Monday to Friday nearest to day n, inside the month.
        case workdayNearest(Int)
    }

    /// What stands in the day-of-week field; 0 is Sunday.
    enum WeekDays: Hashable, Sendable {
        /// `*` or `?`.
        case any
        case listed(Listed)
    }

    /// The items of a restricted day-of-week field.
    struct Listed: Hashable, Sendable {
        /// Bit w: every such day.
        var every: UInt8 = 0
        /// Bit w: the last such day of the month (`wL`).
        var last: UInt8 = 0
        /// Bit 5w + k − 1: the k-th such day of the month (`w#k`).
        var nth: UInt64 = 0
    }

    var monthDays: MonthDays = .any
    var weekDays: WeekDays = .any

    /// The days of a month on which the expression runs; bit n is day n.
    func days(year: Int, month: Int) -> UInt32 {
        let length = CivilDate.length(ofMonth: month, year: year)
        let all = ((UInt32(1) << length) - 1) << 1
        if case .any = monthDays, case .any = weekDays { return all }
        let first = CivilDate.weekday(dayNumber: CivilDate(year: year, month: month, day: 1).dayNumber)
        // Both restricted: either may match. One restricted: that one decides.
        switch (monthDays, weekDays) {
        case (.any, .any): return all
        case (.any, .listed(let listed)): return Self.days(listed, first: first, length: length) & all
        case (_, .any): return days(first: first, length: length) & all
        case (_, .listed(let listed)):
            return (days(first: first, length: length) | Self.days(listed, first: first, length: length)) & all
        }
    }

    private func days(first: Int, length: Int) -> UInt32 {
        switch monthDays {
        case .any: .max
        case .days(let days): days
        case .last: 1 << length
        case .lastWorkday: 1 << Self.workday(nearest: length, first: first, length: length)
        case .workdayNearest(let day):
            day > length ? 0 : 1 << Self.workday(nearest: day, first: first, length: length)
        }
    }

    /// A Saturday gives the Friday before, a Sunday the Monday after, unless that would leave the month.
    private static func workday(nearest day: Int, first: Int, length: Int) -> Int {
        switch (first + day - 1) % 7 {
        case 6: day == 1 ? 3 : day - 1
        case 0: day == length ? day - 2 : day + 1
        default: day
        }
    }

    private static func days(_ listed: Listed, first: Int, length: Int) -> UInt32 {
        // Days 1, 8, 15, 22 and 29; shifted, the days of any weekday.
        let weekly: UInt32 = 0x2040_8102
        var result: UInt32 = 0
        for weekday in 0..<7 {
            let firstDay = 1 + (weekday - first + 7) % 7
            if listed.every >> weekday & 1 == 1 { result |= weekly << (firstDay - 1) }
            if listed.last >> weekday & 1 == 1 { result |= 1 << (firstDay + (length - firstDay) / 7 * 7) }
            let nth = listed.nth >> (5 * weekday) & 0b11111
            if nth != 0 {
                for k in 0..<5 where nth >> k & 1 == 1 && firstDay + 7 * k <= length {
                    result |= 1 << (firstDay + 7 * k)
                }
            }
        }
        return result
    }
}
