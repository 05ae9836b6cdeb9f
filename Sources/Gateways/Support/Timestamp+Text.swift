package import WallTime

extension Timestamp {
    /// Reads a time as gateways write it: ISO 8601 with `Z` or an offset (`2026-03-01T10:00:00.250Z`).
    package init?(iso8601 text: String) {
        var scanner = DigitScanner(text)
        guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2), scanner.skip("-"),
            let day = scanner.digits(2), scanner.skip("T") || scanner.skip(" "), let hour = scanner.digits(2),
            scanner.skip(":"), let minute = scanner.digits(2)
        else { return nil }
        var second: Int64 = 0
        if scanner.skip(":") {
            guard let value = scanner.digits(2) else { return nil }
            second = value
        }
        let millisecond = scanner.skip(".") ? scanner.fraction() : 0
        guard let offset = scanner.offset(), scanner.isAtEnd else { return nil }
        guard let seconds = Self.seconds(year, month, day, hour, minute, second) else { return nil }
        self.init(milliseconds: (seconds - offset) * 1000 + millisecond)
    }

    /// Reads an HTTP date (`Sun, 06 Nov 1994 08:49:37 GMT`; RFC 9110, section 5.6.7; the obsolete forms are not read).
    package init?(httpDate text: String) {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[5] == "GMT", let index = months.firstIndex(where: { $0 == parts[2] }) else {
            return nil
        }
        var scanner = DigitScanner(parts[1] + " " + parts[3] + " " + parts[4])
        guard let day = scanner.digits(2), scanner.skip(" "), let year = scanner.digits(4), scanner.skip(" "),
            let hour = scanner.digits(2), scanner.skip(":"), let minute = scanner.digits(2), scanner.skip(":"),
            let second = scanner.digits(2), scanner.isAtEnd,
            let seconds = Self.seconds(year, Int64(index + 1), day, hour, minute, second)
        else { return nil }
        self.init(seconds: seconds)
    }

    /// Reads a number since 1970, in seconds or in milliseconds: gateways use both, sometimes for the same field.
    package init?(epoch value: Double) {
        // 10^11 seconds is the year 5138, 10^11 milliseconds is March 1973: between them nobody means either.
        guard value.isFinite, value > 0, value < 1e14 else { return nil }
        self.init(milliseconds: Int64(value < 1e11 ? value * 1000 : value))
    }

    private static func seconds(
        _ year: Int64, _ month: Int64, _ day: Int64, _ hour: Int64, _ minute: Int64, _ second: Int64
    ) -> Int64? {
        guard (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
            second <= 60
        else { return nil }
        // Days from the civil date, counting years from March so that the leap day comes last
        // (https://howardhinnant.github.io/date_algorithms.html#days_from_civil).
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return days * 86400 + hour * 3600 + minute * 60 + second
    }
}

/// Reads fixed numbers of digits.
private struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: some StringProtocol) {
        rest = Substring(text).utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == character.value else { return false }
        rest.removeFirst()
        return true
    }

    mutating func digits(_ count: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// The digits after the point, as milliseconds.
    mutating func fraction() -> Int64 {
        var value: Int64 = 0
        var scale: Int64 = 100
        while let digit = digit() {
            value += digit * scale
            scale /= 10
        }
        return value
    }

    /// `Z` or `+hh:mm`, in seconds.
    mutating func offset() -> Int64? {
        if skip("Z") { return 0 }
        let sign: Int64 = skip("+") ? 1 : -1
        guard sign == 1 || skip("-"), let hours = digits(2) else { return nil }
        _ = skip(":")
        guard let minutes = digits(2) else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }

    private mutating func digit() -> Int64? {
        guard let first = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return nil }
        rest.removeFirst()
        return Int64(first) - 48
    }
}
