/// English phrases.
struct EnglishWords: CronWords {
    let never = "never: no such date"
    let everyDay = "every day"

    private static let weekdays = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let ordinals = ["first", "second", "third", "fourth", "fifth"]

    func time(_ hour: Int, _ minute: Int, _ second: Int?) -> String {
        let time = "\(ISO8601.pad(hour, 2)):\(ISO8601.pad(minute, 2))"
        return second.map { "\(time):\(ISO8601.pad($0, 2))" } ?? time
    }

    func list(_ items: [String]) -> String {
        guard items.count > 1, let last = items.last else { return items.first ?? "" }
        return "\(items.dropLast().joined(separator: ", ")) and \(last)"
    }

    func range(_ first: String, _ last: String) -> String { "\(first) to \(last)" }

    func everySeconds(_ step: Int) -> String { step == 1 ? "every second" : "every \(step) seconds" }
    func atSeconds(_ seconds: String, count: Int) -> String { "at second\(count == 1 ? "" : "s") \(seconds)" }
    func everyMinutes(_ step: Int) -> String { step == 1 ? "every minute" : "every \(step) minutes" }

    func atMinutes(_ minutes: String, count: Int, ofHours hours: String?, hourCount: Int) -> String {
        let hours = hours.map { "hour\(hourCount == 1 ? "" : "s") \($0)" } ?? "every hour"
        return "at minute\(count == 1 ? "" : "s") \(minutes) of \(hours)"
    }

    func everyHours(_ step: Int, atMinute minute: Int) -> String {
        (step == 1 ? "every hour" : "every \(step) hours") + (minute == 0 ? "" : " at minute \(minute)")
    }

    func atTimes(_ times: String) -> String { "at \(times)" }
    func from(_ first: String, to last: String) -> String { "from \(first) to \(last)" }
    func inHours(_ hours: String) -> String { "in hours \(hours)" }

    func onDays(_ days: String, count: Int, month: String?) -> String {
        "on day\(count == 1 ? "" : "s") \(days) \(of(month))"
    }

    func onLastDay(month: String?) -> String { "on the last day \(of(month))" }
    func onLastWorkday(month: String?) -> String { "on the last weekday \(of(month))" }
    func onWorkday(nearest day: Int, month: String?) -> String { "on the weekday nearest to day \(day) \(of(month))" }

    func onWeekdays(_ pattern: CronPattern, month: String?) -> String {
        let text =
            switch pattern {
            case .range(let first, let last): "from \(Self.weekdays[first]) to \(Self.weekdays[last])"
            case .all: "on every day of the week"
            default: "on \(list((pattern.values ?? []).map { Self.weekdays[$0] + "s" }))"
            }
        return month.map { "\(text) \(inMonths($0))" } ?? text
    }

    func onWeekday(_ weekday: Int, nth: Int, month: String?) -> String {
        "on the \(Self.ordinals[nth - 1]) \(Self.weekdays[weekday]) \(of(month))"
    }

    func onLast(_ weekday: Int, month: String?) -> String { "on the last \(Self.weekdays[weekday]) \(of(month))" }
    func either(_ phrases: [String]) -> String { phrases.joined(separator: " or ") }
    func both(_ phrases: [String]) -> String { list(phrases) }
    func inMonths(_ months: String) -> String { "in \(months)" }

    func months(_ pattern: CronPattern) -> String? {
        if case .every(let step) = pattern {
            return list(stride(from: 0, to: 12, by: step).map { Self.months[$0] })
        }
        return values(pattern, { Self.months[$0 - 1] })?.text
    }

    func between(_ start: String, _ end: String, isAllowed: Bool) -> String {
        "\(isAllowed ? "only" : "not") between \(start) and \(end)"
    }

    private func of(_ month: String?) -> String { "of \(month ?? "the month")" }
}
