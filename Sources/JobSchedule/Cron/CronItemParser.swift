/// Reads one item of a field: `*`, a value, a range, a step over one of them; in the day-of-week field also `nL` and `n#k`.
struct CronItemParser {
    private let parent: CronFieldParser
    private let range: Range<Int>
    private var position: Int

    private var field: CronField { parent.field }

    init(_ parent: CronFieldParser, _ range: Range<Int>) {
        self.parent = parent
        self.range = range
        self.position = range.lowerBound
    }

    /// Reads a plain item to its end.
    mutating func item() throws(CronError) -> CronFieldValues {
        var low: Int
        var high: Int
        var isStar = false
        if peek == UInt8(ascii: "*") {
            position += 1
            (low, high, isStar) = (field.values.lowerBound, field.values.upperBound, true)
            if let byte = peek, byte != UInt8(ascii: "/") {
                throw error(
                    "\(quoted(position..<range.upperBound)) follows *", cure: "after * comes only a step, as in */5")
            }
        } else {
            low = try value()
            high = low
            if peek == UInt8(ascii: "-") {
                position += 1
                let start = position
                high = try value()
                try order(&low, &high, highAt: start)
            } else if peek == UInt8(ascii: "/") {
                // A single value with a step goes on to the end of the field.
                high = field.values.upperBound
            }
        }
        let step = try self.step()
        guard position == range.upperBound else { throw leftOver() }
        var mask: UInt64 = 0
        for value in stride(from: low, through: high, by: step ?? 1) { mask |= 1 << UInt64(value) }
        return CronFieldValues(mask: mask, hasStarOrStep: isStar || step != nil)
    }

    /// Reads an item of the day-of-week field into what was listed before it.
    mutating func addWeekdays(to listed: inout DayRule.Listed) throws(CronError) {
        let suffix = bytesOfValue()
        if let suffix, parent.isLetter("L")(parent.bytes[suffix]), suffix + 1 == range.upperBound {
            listed.last |= 1 << UInt8(try value() % 7)
        } else if let suffix, parent.bytes[suffix] == UInt8(ascii: "#") {
            let weekday = try value() % 7
            position = suffix + 1
            let start = position
            let count = try number()
            guard (1...5).contains(count), position == range.upperBound else {
                throw error(
                    at: start, "\(quoted(start..<range.upperBound)) is no count of weeks",
                    cure: "after # write 1 to 5, as in MON#1 for the first Monday")
            }
            listed.nth |= 1 << UInt64(weekday * 5 + count - 1)
        } else {
            let mask = try item().mask
            listed.every |= UInt8(truncatingIfNeeded: (mask & 0x7F) | (mask >> 7 & 1))
        }
    }

    /// Reads a number or name that the field takes.
    mutating func value() throws(CronError) -> Int {
        let start = position
        if let byte = peek, parent.digit(byte) != nil {
            let number = try number()
            guard field.values.contains(number) else {
                throw error(
                    at: start, "\(quoted(start..<position)) is outside \(field.valuesInWords)",
                    cure: cureForOutside(number))
            }
            return number
        }
        let name = parent.text(position..<min(position + 3, range.upperBound)).uppercased()
        guard let index = field.names.firstIndex(of: name) else { throw noValue() }
        position += 3
        return index + (field == .month ? 1 : 0)
    }

    // MARK: Parts

    private var peek: UInt8? { position < range.upperBound ? parent.bytes[position] : nil }

    /// Reads digits; a number that is too long for any field stops growing.
    private mutating func number() throws(CronError) -> Int {
        var number: Int?
        while let byte = peek, let digit = parent.digit(byte) {
            number = min((number ?? 0) * 10 + digit, 1_000_000)
            position += 1
        }
        guard let number else { throw noValue() }
        return number
    }

    private mutating func step() throws(CronError) -> Int? {
        guard peek == UInt8(ascii: "/") else { return nil }
        position += 1
        let start = position
        guard let byte = peek, parent.digit(byte) != nil else {
            throw error(
                at: min(start, range.upperBound - 1), "a step must be a number",
                cure: "after / write a number from 1, as in */5")
        }
        let step = try number()
        guard step >= 1 else {
            throw error(at: start, "a step of 0 would never move on", cure: "write a step from 1")
        }
        guard step <= field.values.upperBound else {
            throw error(
                at: start,
                "a step of \(quoted(start..<position)) would never step, the highest value is \(field.values.upperBound)",
                cure: "write the one value instead, or a smaller step")
        }
        return step
    }

    /// Where the value at the beginning of the item ends, if something follows it.
    private func bytesOfValue() -> Int? {
        var index = range.lowerBound
        while index < range.upperBound, parent.digit(parent.bytes[index]) != nil { index += 1 }
        if index == range.lowerBound { index += 3 }
        return index < range.upperBound ? index : nil
    }

    /// Sunday stands at either end of the week; every other range runs forwards.
    private func order(_ low: inout Int, _ high: inout Int, highAt start: Int) throws(CronError) {
        guard low > high else { return }
        if field == .dayOfWeek, low == 7 {
            low = 0
        } else if field == .dayOfWeek, high == 0 {
            high = 7
        } else {
            let (first, last) = (parent.text(range.lowerBound..<start - 1), parent.text(start..<position))
            let isNamed = parent.digit(parent.bytes[range.lowerBound]) == nil
            let lowest = isNamed ? field.names.first ?? "" : "\(field.values.lowerBound)"
            let highest = isNamed ? field.names.last ?? "" : "\(field == .dayOfWeek ? 6 : field.values.upperBound)"
            throw error(
                at: range.lowerBound, "the range \(quoted(range.lowerBound..<position)) runs backwards",
                cure: "write it in two parts: \(first)-\(highest),\(lowest)-\(last)")
        }
    }

    // MARK: Errors

    private func error(at index: Int? = nil, _ problem: String, cure: String) -> CronError {
        parent.error(at: index ?? position, problem, cure: cure)
    }

    private func quoted(_ range: Range<Int>) -> String {
        parent.text(range).quotedForMessage
    }

    private func cureForOutside(_ number: Int) -> String {
        switch (field, number) {
        case (.hour, 24): "midnight is hour 0"
        case (.second, 60), (.minute, 60): "the full \(field == .second ? "minute" : "hour") is 0"
        case (.dayOfMonth, 0): "the first day is 1"
        case (.month, 0): "January is 1"
        default: "write a value that the field takes"
        }
    }

    private func noValue() -> CronError {
        guard position < range.upperBound else {
            return error(
                at: range.upperBound - 1, "a value is missing after \(quoted(range))",
                cure: "write \(field.valuesInWords)")
        }
        switch parent.bytes[position] {
        case UInt8(ascii: "?"):
            let cure =
                field.isDay ? "? stands alone in the field; write * in a list" : "write *; ? is for the day fields"
            return error("? cannot stand here", cure: cure)
        case let byte where field == .dayOfMonth && (parent.isLetter("L")(byte) || parent.isLetter("W")(byte)):
            return error(
                "\(quoted(range)) cannot stand here",
                cure: "L, LW and nW stand alone in the field, not in lists, ranges or steps")
        case let byte where field == .dayOfWeek && parent.isLetter("L")(byte):
            return error("L needs a day in front of it", cure: "write 5L or FRIL for the last Friday, SAT for Saturday")
        case UInt8(ascii: "*"):
            return error("* cannot stand in a range", cure: "write \(field.valuesInWords), or * alone")
        default:
            return error("\(quoted(position..<range.upperBound)) is no value", cure: "write \(field.valuesInWords)")
        }
    }

    private func leftOver() -> CronError {
        let rest = quoted(position..<range.upperBound)
        let byte = parent.bytes[position]
        if field == .dayOfMonth, parent.isLetter("L")(byte) || parent.isLetter("W")(byte) {
            return error(
                "\(rest) cannot stand here",
                cure: "L, LW and nW stand alone in the field, not in lists, ranges or steps")
        }
        if field == .dayOfWeek, parent.isLetter("L")(byte) || byte == UInt8(ascii: "#") {
            return error("\(rest) cannot stand here", cure: "L and # follow a single day: FRIL, MON#1")
        }
        let isName = parent.digit(parent.bytes[range.lowerBound]) == nil && !field.names.isEmpty
        return error(
            "\(rest) cannot stand here", cure: isName ? "names have three letters" : "write \(field.valuesInWords)")
    }
}
