/// Reads one field of an expression.
struct CronFieldParser {
    let field: CronField
    let expression: String
    let bytes: [UInt8]
    let range: Range<Int>

    /// Reads a field of plain items: lists, ranges, steps, names.
    func values() throws(CronError) -> CronFieldValues {
        var result = CronFieldValues(mask: 0)
        for item in try items() {
            var parser = CronItemParser(self, item)
            let parsed = try parser.item()
            result.mask |= parsed.mask
            result.hasStarOrStep = result.hasStarOrStep || parsed.hasStarOrStep
        }
        return result
    }

    /// Reads a day-of-month field.
    func monthDays() throws(CronError) -> DayRule.MonthDays {
        switch String(decoding: bytes[range], as: UTF8.self).uppercased() {
        case "*", "?": return .any
        case "L": return .last
        case "LW": return .lastWorkday
        default: break
        }
        if bytes[range].last.map(isLetter("W")) == true,
            bytes[range].dropLast().allSatisfy({ digit($0) != nil }), range.count > 1
        {
            var item = CronItemParser(self, range)
            return .workdayNearest(try item.value())
        }
        return .days(UInt32(truncatingIfNeeded: try values().mask))
    }

    /// Reads a day-of-week field.
    func weekDays() throws(CronError) -> DayRule.WeekDays {
        if range.count == 1,
            bytes[range.lowerBound] == UInt8(ascii: "*") || bytes[range.lowerBound] == UInt8(ascii: "?")
        {
            return .any
        }
        var listed = DayRule.Listed()
        for item in try items() {
            var parser = CronItemParser(self, item)
            try parser.addWeekdays(to: &listed)
        }
        return .listed(listed)
    }

    /// The pieces between commas.
    private func items() throws(CronError) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var start = range.lowerBound
        for index in range.lowerBound...range.upperBound {
            guard index == range.upperBound || bytes[index] == UInt8(ascii: ",") else { continue }
            guard start < index else {
                throw error(
                    at: min(start, range.upperBound - 1), "an item of the list is empty",
                    cure: "put a value on each side of every comma")
            }
            result.append(start..<index)
            start = index + 1
        }
        return result
    }

    func error(at index: Int, _ problem: String, cure: String) -> CronError {
        CronError(expression: expression, field: field, column: index + 1, problem: problem, cure: cure)
    }

    func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    func digit(_ byte: UInt8) -> Int? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte) - 0x30 : nil
    }

    /// Whether a byte is that letter, in either case.
    func isLetter(_ letter: Unicode.Scalar) -> (UInt8) -> Bool {
        { $0 & 0xDF == UInt8(ascii: letter) }
    }
}
