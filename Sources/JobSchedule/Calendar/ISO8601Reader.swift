import WallTime

/// Reads one instant from front to back.
struct ISO8601Reader {
    private let text: String
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        self.text = text
        self.bytes = Array(text.utf8)
    }

    mutating func instant(in zone: ScheduleZone?) throws(ScheduleError) -> Timestamp {
        let local = try dateAndTime()
        let milliseconds = try fraction()
        let offset = try self.offset()
        guard position == bytes.count else { throw complaint("something follows the time") }
        let seconds: Int
        if let offset {
            seconds = local.seconds - offset
        } else if let zone {
            seconds = zone.table.instant(reaching: local)
        } else {
            throw complaint("it has no offset; add Z or one such as +07:00")
        }
        let instant = Timestamp(milliseconds: Int64(seconds) * 1000 + Int64(milliseconds))
        guard instant.isCalculable else { throw complaint("it lies outside the years 1–9999") }
        return instant
    }

    private mutating func dateAndTime() throws(ScheduleError) -> LocalTime {
        let year = try digits(4, "year", 1...9999)
        try expect("-", "the year")
        let month = try digits(2, "month", 1...12)
        try expect("-", "the month")
        let length = CivilDate.length(ofMonth: month, year: year)
        let day = try digits(2, "day", 1...length)
        guard let separator = peek, [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(separator) else {
            throw complaint("after the date a T and the time of day must follow")
        }
        position += 1
        let hour = try digits(2, "hour", 0...23)
        try expect(":", "the hour")
        let minute = try digits(2, "minute", 0...59)
        var second = 0
        if peek == UInt8(ascii: ":") {
            position += 1
            second = try digits(2, "second", 0...59)
        }
        let date = CivilDate(year: year, month: month, day: day)
        return LocalTime(dayNumber: date.dayNumber, secondOfDay: hour * 3600 + minute * 60 + second)
    }

    /// Milliseconds.
    private mutating func fraction() throws(ScheduleError) -> Int {
        guard peek == UInt8(ascii: ".") || peek == UInt8(ascii: ",") else { return 0 }
        position += 1
        var milliseconds = 0
        var weight = 100
        let start = position
        while let digit {
            milliseconds += digit * weight
            weight /= 10
            position += 1
        }
        guard position > start else { throw complaint("after the point digits must follow") }
        return milliseconds
    }

    /// Seconds ahead of UTC; `nil` if the text ends before an offset.
    private mutating func offset() throws(ScheduleError) -> Int? {
        guard let sign = peek else { return nil }
        position += 1
        switch sign {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"): return 0
        case UInt8(ascii: "+"), UInt8(ascii: "-"): break
        default:
            position -= 1
            throw complaint("where the offset should be stands something else; write Z or one such as +07:00")
        }
        var seconds = try digits(2, "hours of the offset", 0...23) * 3600
        if peek != nil {
            let hasColon = peek == UInt8(ascii: ":")
            if hasColon { position += 1 }
            seconds += try digits(2, "minutes of the offset", 0...59) * 60
            if hasColon, peek == UInt8(ascii: ":") {
                position += 1
                seconds += try digits(2, "seconds of the offset", 0...59)
            }
        }
        return sign == UInt8(ascii: "-") ? -seconds : seconds
    }

    // MARK: Parts

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private var digit: Int? {
        guard let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        return Int(byte) - 0x30
    }

    private mutating func digits(_ count: Int, _ name: String, _ range: ClosedRange<Int>) throws(ScheduleError) -> Int {
        var number = 0
        for _ in 0..<count {
            guard let digit else { throw complaint("the \(name) must have \(count) digits") }
            number = number * 10 + digit
            position += 1
        }
        guard range.contains(number) else {
            throw complaint("the \(name) is \(number), not \(range.lowerBound)–\(range.upperBound)")
        }
        return number
    }

    private mutating func expect(_ character: Unicode.Scalar, _ after: String) throws(ScheduleError) {
        guard peek == UInt8(ascii: character) else { throw complaint("after \(after) a \(character) must follow") }
        position += 1
    }

    private func complaint(_ problem: String) -> ScheduleError {
        ScheduleError(
            .invalidInstant,
            "the time \(text.quotedForMessage) cannot be read at column \(position + 1): \(problem) (example: \(ISO8601.example))"
        )
    }
}
