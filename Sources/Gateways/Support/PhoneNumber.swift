/// Comparing telephone numbers that people wrote with those that WhatsApp tells.
package enum PhoneNumber {
    /// The forms in which one number may be written, the given one first.
    ///
    /// In three countries WhatsApp's identifier differs from what people dial: Brazil's numbers from before the ninth digit lack it
    /// (55 11 8765 4321 for 55 11 98765 4321), Mexico's have a 1 behind the country code, and Argentina's a 9.
    ///
    /// - Parameter digits: digits only, with the country code.
    package static func forms(of digits: String) -> [String] {
        let bytes = Array(digits.utf8)
        func has(_ prefix: String, _ length: Int) -> Bool {
            bytes.count == length && digits.hasPrefix(prefix)
        }
        func put(_ digit: String, at index: Int) -> String {
            String(decoding: bytes[..<index] + Array(digit.utf8) + bytes[index...], as: UTF8.self)
        }
        func without(at index: Int) -> String {
            String(decoding: bytes[..<index] + bytes[(index + 1)...], as: UTF8.self)
        }
        func isMobile(_ digit: UInt8) -> Bool { (UInt8(ascii: "6")...UInt8(ascii: "9")).contains(digit) }
        let other: String? =
            if has("55", 13), bytes[4] == UInt8(ascii: "9"), isMobile(bytes[5]) {
                without(at: 4)
            } else if has("55", 12), isMobile(bytes[4]) {
                put("9", at: 4)
            } else if has("521", 13) || has("549", 13) {
                without(at: 2)
            } else if has("52", 12) {
                put("1", at: 2)
            } else if has("54", 12) {
                put("9", at: 2)
            } else {
                nil
            }
        return [digits] + (other.map { [$0] } ?? [])
    }

    /// Whether two numbers are one, however they are written. One without its country code (`0812…`, as imports once took them) is the
    /// number that ends with it.
    package static func isSame(_ one: String, _ other: String) -> Bool {
        if forms(of: one).contains(other) { return true }
        return isNational(one, of: other) || isNational(other, of: one)
    }

    private static func isNational(_ national: String, of number: String) -> Bool {
        guard national.hasPrefix("0") else { return false }
        let rest = national.drop { $0 == "0" }
        return rest.utf8.count >= 5 && number.hasSuffix(rest)
    }
}
