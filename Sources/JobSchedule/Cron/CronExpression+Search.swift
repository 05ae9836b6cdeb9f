extension CronExpression {
    /// How far ahead and back a match is looked for.
    ///
    /// The rarest that comes at all, a fifth Sunday in February, comes within 40 years.
    private static let horizonInMonths = 100 * 12

    /// The first matching local time at or after one.
    func localMatch(from local: LocalTime) -> LocalTime? {
        guard local <= .latest else { return nil }
        let local = max(local, .earliest)
        let date = CivilDate(dayNumber: local.dayNumber)
        if months >> date.month & 1 == 1 {
            let days = days.days(year: date.year, month: date.month)
            if days >> date.day & 1 == 1, let time = times.first(from: local.secondOfDay) {
                return LocalTime(dayNumber: local.dayNumber, secondOfDay: time)
            }
            let later = days & (UInt32.max << UInt32(date.day + 1))
            if later != 0 {
                let dayNumber = local.dayNumber + later.trailingZeroBitCount - date.day
                return LocalTime(dayNumber: dayNumber, secondOfDay: times.first)
            }
        }
        var (year, month) = (date.year, date.month)
        for _ in 0..<Self.horizonInMonths {
            (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
            guard months >> month & 1 == 1 else { continue }
            let days = days.days(year: year, month: month)
            guard days != 0 else { continue }
            let match = CivilDate(year: year, month: month, day: days.trailingZeroBitCount)
            let result = LocalTime(dayNumber: match.dayNumber, secondOfDay: times.first)
            return result <= .latest ? result : nil
        }
        return nil
    }

    /// The last matching local time at or before one.
    func localMatch(until local: LocalTime) -> LocalTime? {
        guard local >= .earliest else { return nil }
        let local = min(local, .latest)
        let date = CivilDate(dayNumber: local.dayNumber)
        if months >> date.month & 1 == 1 {
            let days = days.days(year: date.year, month: date.month)
            if days >> date.day & 1 == 1, let time = times.last(until: local.secondOfDay) {
                return LocalTime(dayNumber: local.dayNumber, secondOfDay: time)
            }
            let earlier = days & (UInt32(1) << UInt32(date.day) - 1)
            if earlier != 0 {
                let dayNumber = local.dayNumber + (31 - earlier.leadingZeroBitCount) - date.day
                return LocalTime(dayNumber: dayNumber, secondOfDay: times.last)
            }
        }
        var (year, month) = (date.year, date.month)
        for _ in 0..<Self.horizonInMonths {
            (year, month) = month == 1 ? (year - 1, 12) : (year, month - 1)
            guard months >> month & 1 == 1 else { continue }
            let days = days.days(year: year, month: month)
            guard days != 0 else { continue }
            let match = CivilDate(year: year, month: month, day: 31 - days.leadingZeroBitCount)
            let result = LocalTime(dayNumber: match.dayNumber, secondOfDay: times.last)
            return result >= .earliest ? result : nil
        }
        return nil
    }

    // MARK: Fixed times
    //
    // A fixed time runs at the first instant at which the clock shows it or a later time. That is the time's first coming
    // where it comes, and the end of the gap where it does not. It makes instants grow with local times, so one search
    // in local time is enough.

    /// The first run at or after an instant.
    func firstOccurrence(from instant: Int, in table: ZoneTable) -> Int? {
        let span = table.span(at: instant)
        // Local times below the high-water mark were shown by an earlier span and have run then. At the instant at which
        // the clock has just gone forward, the times of the gap are still to run.
        let from = instant == span.start ? span.highWater : max(span.local(instant), span.highWater)
        return localMatch(from: from).map { table.instant(reaching: $0) }
    }

    /// The last run at or before an instant.
    func lastOccurrence(until instant: Int, in table: ZoneTable) -> Int? {
        let span = table.span(at: instant)
        let until = max(span.local(instant), LocalTime(seconds: span.highWater.seconds - 1))
        return localMatch(until: until).map { table.instant(reaching: $0) }
    }

    // MARK: The wall clock

    /// The first instant, at or after one, at which the wall clock shows a matching time.
    func firstMatch(from instant: Int, in table: ZoneTable) -> Int? {
        var span = table.span(at: instant)
        guard var match = localMatch(from: span.local(instant)) else { return nil }
        while match >= span.localEnd {
            guard span.end <= LocalTime.latest.seconds else { return nil }
            let ended = span
            span = table.span(at: span.end)
            // The match stays the first one if the clock went forward but not past it.
            if span.localStart < ended.localEnd || span.localStart > match {
                guard let later = localMatch(from: span.localStart) else { return nil }
                match = later
            }
        }
        return match.seconds - span.offset
    }

    /// The last instant, at or before one, at which the wall clock shows a matching time.
    func lastMatch(until instant: Int, in table: ZoneTable) -> Int? {
        var span = table.span(at: instant)
        guard var match = localMatch(until: span.local(instant)) else { return nil }
        while match < span.localStart {
            guard span.start > LocalTime.earliest.seconds else { return nil }
            let left = span
            span = table.span(at: span.start - 1)
            if span.localEnd > left.localStart || span.localEnd <= match {
                guard let earlier = localMatch(until: LocalTime(seconds: span.localEnd.seconds - 1)) else { return nil }
                match = earlier
            }
        }
        return match.seconds - span.offset
    }
}
