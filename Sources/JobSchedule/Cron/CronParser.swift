import Basics

/// Splits an expression into fields and puts the expression together from what they say.
struct CronParser {
    private let text: String
    private let bytes: [UInt8]
    /// Where the words between white space stand.
    private let fields: [Range<Int>]

    init(_ text: String) throws(CronError) {
        let length = text.utf8.count
        guard length <= CronExpression.maximumLength else {
            throw CronError(
                expression: String(text.prefix(40)), problem: "it is \(length) bytes long",
                cure: "an expression has at most \(CronExpression.maximumLength) bytes; write ranges instead of lists")
        }
        self.text = text
        self.bytes = Array(text.utf8)
        self.fields = Self.split(bytes)
    }

    func parse() throws(CronError) -> CronExpression {
        guard let first = fields.first else {
            throw CronError(
                expression: text, problem: "it is empty",
                cure: "write five fields, minute hour day-of-month month day-of-week, such as \"*/5 * * * *\"")
        }
        if bytes[first.lowerBound] == UInt8(ascii: "@") {
            let word = String(decoding: bytes[first], as: UTF8.self)
            guard fields.count == 1, let expansion = CronMacro.expansion(of: word) else {
                throw complaint(aboutMacro: word, at: first.lowerBound)
            }
            let expanded = try CronParser(expansion)
            return try expanded.expression(named: word)
        }
        return try expression(named: nil)
    }

    private func expression(named name: String?) throws(CronError) -> CronExpression {
        guard fields.count == 5 || fields.count == 6 else { throw complaintAboutCount() }
        let hasSeconds = fields.count == 6
        let minute = hasSeconds ? 1 : 0
        let seconds = hasSeconds ? try values(of: .second, at: 0) : CronFieldValues(mask: 1)
        let minutes = try values(of: .minute, at: minute)
        let hours = try values(of: .hour, at: minute + 1)
        let monthDays = try fieldParser(.dayOfMonth, at: minute + 2).monthDays()
        let months = try values(of: .month, at: minute + 3)
        let weekDays = try fieldParser(.dayOfWeek, at: minute + 4).weekDays()
        if bytes[fields[minute + 2]] == [UInt8(ascii: "?")], bytes[fields[minute + 4]] == [UInt8(ascii: "?")] {
            throw CronError(
                expression: text, field: .dayOfWeek, column: fields[minute + 4].lowerBound + 1,
                problem: "both day fields are ?", cure: "write * in one of them")
        }
        return CronExpression(
            source: name ?? fields.map { String(decoding: bytes[$0], as: UTF8.self) }.joined(separator: " "),
            hasSeconds: hasSeconds,
            interval: minutes.hasStarOrStep || hours.hasStarOrStep,
            times: TimesOfDay(seconds: seconds.mask, minutes: minutes.mask, hours: hours.mask),
            days: DayRule(monthDays: monthDays, weekDays: weekDays),
            months: months.mask)
    }

    private func values(of field: CronField, at index: Int) throws(CronError) -> CronFieldValues {
        try fieldParser(field, at: index).values()
    }

    private func fieldParser(_ field: CronField, at index: Int) -> CronFieldParser {
        CronFieldParser(field: field, expression: text, bytes: bytes, range: fields[index])
    }

    /// The pieces between white space.
    private static func split(_ bytes: [UInt8]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var start: Int?
        for (index, byte) in bytes.enumerated() {
            let isSpace = byte == 0x20 || (0x09...0x0D).contains(byte)
            if isSpace, let begun = start {
                result.append(begun..<index)
                start = nil
            } else if !isSpace, start == nil {
                start = index
            }
        }
        if let start { result.append(start..<bytes.count) }
        return result
    }

    private func complaintAboutCount() -> CronError {
        let count = fields.count
        guard count > 6 else {
            return CronError(
                expression: text, problem: "it has \(count) field\(count == 1 ? "" : "s")",
                cure: "write five (minute, hour, day of month, month, day of week), or six with seconds in front")
        }
        return CronError(
            expression: text, column: fields[6].lowerBound + 1, problem: "it has \(count) fields",
            cure: "write five, or six with seconds in front; a year cannot be given")
    }

    private func complaint(aboutMacro word: String, at start: Int) -> CronError {
        if fields.count > 1, CronMacro.expansion(of: word) != nil {
            return CronError(
                expression: text, column: fields[1].lowerBound + 1, problem: "something follows \(word)",
                cure: "write \(word) alone, or five fields")
        }
        let known = CronMacro.fields.map(\.key)
        let cure =
            switch word.lowercased() {
            case "@reboot": "there is no reboot here; run the job from the service manager"
            case "@every": "write the interval as fields, such as \"*/5 * * * *\""
            case let lowered:
                nearestName(to: lowered, among: known).map { "did you mean \($0)?" }
                    ?? "known are \(known.joined(separator: ", "))"
            }
        return CronError(
            expression: text, column: start + 1, problem: "\(word.quotedForMessage) is not known", cure: cure)
    }
}
