import WallTime

extension CronExpression {
    /// The expression in words: `at 08:00 from Monday to Friday`, `setiap 2 menit`.
    public func describe(_ language: ScheduleLanguage = .english) -> String {
        let words = language.words
        guard localMatch(from: LocalTime(seconds: 0)) != nil else { return words.never }
        let month = words.months(CronPattern(months, of: 1...12))
        let (time, isFixed) = timePhrase(words)
        let dayPhrase =
            days.phrase(words, month: month)
            ?? month.map { isFixed ? "\(words.everyDay) \(words.inMonths($0))" : words.inMonths($0) }
        guard let date = dayPhrase ?? (isFixed ? words.everyDay : nil) else { return time }
        return isFixed ? "\(time) \(date)" : "\(time), \(date)"
    }

    /// So many times of a day are named one by one.
    private static let maximumTimes = 6

    /// When within a day, and whether that is a list of times.
    private func timePhrase(_ words: any CronWords) -> (text: String, isFixed: Bool) {
        let hour = CronPattern(times.hours, of: 0...23)
        let minute = CronPattern(times.minutes, of: 0...59)
        let second = CronPattern(times.seconds, of: 0...59)
        if times.hours.nonzeroBitCount * times.minutes.nonzeroBitCount <= Self.maximumTimes,
            case .single(let second) = second
        {
            let named = Self.values(times.hours).flatMap { hour in
                Self.values(times.minutes).map { words.time(hour, $0, hasSeconds && second != 0 ? second : nil) }
            }
            return (words.atTimes(words.list(named)), true)
        }
        let minutePart = minutePhrase(words, minute: minute, hour: hour)
        guard hasSeconds, second != .single(0) else { return (minutePart, false) }
        let secondPart =
            switch second {
            case .all: words.everySeconds(1)
            case .every(let step): words.everySeconds(step)
            default: words.values(second).map { words.atSeconds($0.text, count: $0.count) } ?? ""
            }
        if minute == .all, hour == .all {
            // Every so many seconds needs no more; seconds 5 and 7 need a minute to belong to.
            return (second.values == nil ? secondPart : "\(secondPart), \(minutePart)", false)
        }
        return ("\(secondPart), \(minutePart)", false)
    }

    private func minutePhrase(_ words: any CronWords, minute: CronPattern, hour: CronPattern) -> String {
        if case .single(let minute) = minute {
            switch hour {
            case .all where minute == 0: return words.everyHours(1, atMinute: 0)
            case .every(let step): return words.everyHours(step, atMinute: minute)
            case .range(let first, let last):
                let span = words.from(words.time(first, minute, nil), to: words.time(last, minute, nil))
                return "\(words.everyHours(1, atMinute: 0)) \(span)"
            default: break
            }
        }
        let hours = hour == .all ? nil : words.values(hour)?.text ?? words.numbers(Self.values(times.hours))
        if let minutes = words.values(minute) {
            return words.atMinutes(
                minutes.text, count: minutes.count, ofHours: hours, hourCount: times.hours.nonzeroBitCount)
        }
        let interval = if case .every(let step) = minute { words.everyMinutes(step) } else { words.everyMinutes(1) }
        switch hour {
        case .all: return interval
        case .single(let only):
            return "\(interval) \(words.from(words.time(only, 0, nil), to: words.time(only, 59, nil)))"
        case .range(let first, let last):
            return "\(interval) \(words.from(words.time(first, 0, nil), to: words.time(last, 59, nil)))"
        default: return "\(interval) \(words.inHours(hours ?? ""))"
        }
    }

    private static func values(_ mask: UInt64) -> [Int] {
        (0..<64).filter { mask >> UInt64($0) & 1 == 1 }
    }
}

extension DayRule {
    /// On which days, or `nil` for all.
    fileprivate func phrase(_ words: any CronWords, month: String?) -> String? {
        var phrases: [String] = []
        switch monthDays {
        case .any: break
        case .days(let mask):
            let pattern = CronPattern(UInt64(mask), of: 1...31)
            if let days = words.values(pattern == .all ? .range(1, 31) : pattern) {
                phrases.append(words.onDays(days.text, count: days.count, month: month))
            }
        case .last: phrases.append(words.onLastDay(month: month))
        case .lastWorkday: phrases.append(words.onLastWorkday(month: month))
        case .workdayNearest(let day): phrases.append(words.onWorkday(nearest: day, month: month))
        }
        if case .listed(let listed) = weekDays { phrases.append(words.both(Self.phrases(listed, words, month: month))) }
        return phrases.isEmpty ? nil : words.either(phrases)
    }

    private static func phrases(_ listed: Listed, _ words: any CronWords, month: String?) -> [String] {
        var phrases: [String] = []
        if listed.every != 0 {
            // People's week begins on Monday: Saturday and Sunday stand together.
            let mask = UInt64(listed.every)
            let fromMonday = mask & 1 == 1 && mask != 0x7F ? (mask & ~1) | 1 << 7 : mask
            let days = mask & 1 == 1 && mask != 0x7F ? 1...7 : 0...6
            phrases.append(words.onWeekdays(CronPattern(fromMonday, of: days), month: month))
        }
        for weekday in 0..<7 {
            for count in 1...5 where listed.nth >> UInt64(weekday * 5 + count - 1) & 1 == 1 {
                phrases.append(words.onWeekday(weekday, nth: count, month: month))
            }
        }
        for weekday in 0..<7 where listed.last >> UInt8(weekday) & 1 == 1 {
            phrases.append(words.onLast(weekday, month: month))
        }
        return phrases
    }
}
