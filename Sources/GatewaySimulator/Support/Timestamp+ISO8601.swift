package import WallTime

extension Timestamp {
    /// The instant as JavaScript's `toISOString` writes it: `2026-11-22T15:20:26.123Z`.
    ///
    /// Written by hand because a list of ten thousand sessions holds twenty thousand of them. The date comes from
    /// Howard Hinnant's `civil_from_days` (howardhinnant.github.io/date_algorithms.html).
    package var iso8601: String {
        let days = (milliseconds >= 0 ? milliseconds : milliseconds - 86_399_999) / 86_400_000
        let inDay = Int(milliseconds - days * 86_400_000)
        let shifted = Int(days) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return String(unsafeUninitializedCapacity: 24) { text in
            var length = 0
            func put(_ value: Int, digits: Int, then end: UInt8) {
                var rest = value
                for place in stride(from: digits - 1, through: 0, by: -1) {
                    text[length + place] = UInt8(48 + rest % 10)
                    rest /= 10
                }
                text[length + digits] = end
                length += digits + 1
            }
            put(min(max(year, 0), 9999), digits: 4, then: UInt8(ascii: "-"))
            put(month, digits: 2, then: UInt8(ascii: "-"))
            put(day, digits: 2, then: UInt8(ascii: "T"))
            put(inDay / 3_600_000, digits: 2, then: UInt8(ascii: ":"))
            put(inDay / 60_000 % 60, digits: 2, then: UInt8(ascii: ":"))
            put(inDay / 1000 % 60, digits: 2, then: UInt8(ascii: "."))
            put(inDay % 1000, digits: 3, then: UInt8(ascii: "Z"))
            return length
        }
    }
}
