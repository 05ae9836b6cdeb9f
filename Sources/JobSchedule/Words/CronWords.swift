/// The phrases of one language that a cron expression is put together from.
protocol CronWords {
    var never: String { get }

    /// `13:05`, with seconds only if given.
    func time(_ hour: Int, _ minute: Int, _ second: Int?) -> String
    func list(_ items: [String]) -> String
    func range(_ first: String, _ last: String) -> String

    func everySeconds(_ step: Int) -> String
    func atSeconds(_ seconds: String, count: Int) -> String
    func everyMinutes(_ step: Int) -> String
    /// Minutes of every hour, or of those hours.
    func atMinutes(_ minutes: String, count: Int, ofHours hours: String?, hourCount: Int) -> String
    func everyHours(_ step: Int, atMinute minute: Int) -> String
    func atTimes(_ times: String) -> String
    func from(_ first: String, to last: String) -> String
    /// Hours that belong to a phrase about minutes.
    func inHours(_ hours: String) -> String

    var everyDay: String { get }
    /// `month`: the months in words, or `nil` for all.
    func onDays(_ days: String, count: Int, month: String?) -> String
    func onLastDay(month: String?) -> String
    func onLastWorkday(month: String?) -> String
    func onWorkday(nearest day: Int, month: String?) -> String
    func onWeekdays(_ pattern: CronPattern, month: String?) -> String
    func onWeekday(_ weekday: Int, nth: Int, month: String?) -> String
    func onLast(_ weekday: Int, month: String?) -> String
    func either(_ phrases: [String]) -> String
    func both(_ phrases: [String]) -> String
    func inMonths(_ months: String) -> String
    func months(_ pattern: CronPattern) -> String?

    /// A part of the day in which it runs, or does not.
    func between(_ start: String, _ end: String, isAllowed: Bool) -> String
}

extension CronWords {
    /// Numbers one after the other; of many only the first and the last.
    func numbers(_ values: [Int], _ text: (Int) -> String = { String($0) }) -> String {
        guard values.count > 8, let last = values.last else { return list(values.map(text)) }
        return list(values.prefix(3).map(text) + ["…", text(last)])
    }

    /// The values of a field, a range as such.
    func values(_ pattern: CronPattern, _ text: (Int) -> String = { String($0) }) -> (text: String, count: Int)? {
        if case .range(let first, let last) = pattern { return (range(text(first), text(last)), last - first + 1) }
        return pattern.values.map { (numbers($0, text), $0.count) }
    }
}
