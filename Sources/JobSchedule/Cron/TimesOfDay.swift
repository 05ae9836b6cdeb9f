/// At which times of a day an expression runs: its second, minute and hour fields.
///
/// Bit n of a mask is the value n; each mask has at least one.
struct TimesOfDay: Hashable, Sendable {
    var seconds: UInt64
    var minutes: UInt64
    var hours: UInt64

    /// The first time of the day, in seconds since midnight.
    var first: Int {
        hours.trailingZeroBitCount * 3600 + minutes.trailingZeroBitCount * 60 + seconds.trailingZeroBitCount
    }

    /// The last time of the day, in seconds since midnight.
    var last: Int { hours.highestBit * 3600 + minutes.highestBit * 60 + seconds.highestBit }

    /// The first time at or after a second of the day.
    func first(from secondOfDay: Int) -> Int? {
        let (hour, minute, second) = (secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60)
        if hours >> hour & 1 == 1 {
            if minutes >> minute & 1 == 1 {
                let later = seconds & (.max << UInt64(second))
                if later != 0 { return hour * 3600 + minute * 60 + later.trailingZeroBitCount }
            }
            let later = minutes & (.max << UInt64(minute + 1))
            if later != 0 {
                return hour * 3600 + later.trailingZeroBitCount * 60 + seconds.trailingZeroBitCount
            }
        }
        let later = hours & (.max << UInt64(hour + 1))
        guard later != 0 else { return nil }
        return later.trailingZeroBitCount * 3600 + minutes.trailingZeroBitCount * 60 + seconds.trailingZeroBitCount
    }

    /// The last time at or before a second of the day.
    func last(until secondOfDay: Int) -> Int? {
        let (hour, minute, second) = (secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60)
        if hours >> hour & 1 == 1 {
            if minutes >> minute & 1 == 1 {
                let earlier = seconds & (2 << UInt64(second) - 1)
                if earlier != 0 { return hour * 3600 + minute * 60 + earlier.highestBit }
            }
            let earlier = minutes & (1 << UInt64(minute) - 1)
            if earlier != 0 { return hour * 3600 + earlier.highestBit * 60 + seconds.highestBit }
        }
        let earlier = hours & (1 << UInt64(hour) - 1)
        guard earlier != 0 else { return nil }
        return earlier.highestBit * 3600 + minutes.highestBit * 60 + seconds.highestBit
    }
}

extension UInt64 {
    /// The number of the highest bit that is set; the mask of a field has at least one.
    fileprivate var highestBit: Int { 63 - leadingZeroBitCount }
}
