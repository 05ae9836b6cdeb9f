/// Base64 with padding (RFC 4648, section 4).
package func base64(_ bytes: some Collection<UInt8>) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var output: [UInt8] = []
    output.reserveCapacity((bytes.count + 2) / 3 * 4)
    var iterator = bytes.makeIterator()
    while let first = iterator.next() {
        let second = iterator.next()
        let third = second == nil ? nil : iterator.next()
        let group = UInt32(first) << 16 | UInt32(second ?? 0) << 8 | UInt32(third ?? 0)
        output.append(alphabet[Int(group >> 18 & 63)])
        output.append(alphabet[Int(group >> 12 & 63)])
        output.append(second == nil ? UInt8(ascii: "=") : alphabet[Int(group >> 6 & 63)])
        output.append(third == nil ? UInt8(ascii: "=") : alphabet[Int(group & 63)])
    }
    return String(decoding: output, as: UTF8.self)
}

/// Reads base64url without padding (RFC 4648, section 5), as tokens use it; nil where it is not.
package func bytes(base64URL text: some StringProtocol) -> [UInt8]? {
    var output: [UInt8] = []
    var group: UInt32 = 0
    var count = 0
    for byte in text.utf8 {
        let value: UInt32
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(byte) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(byte) - 97 + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(byte) - 48 + 52
        case UInt8(ascii: "-"): value = 62
        case UInt8(ascii: "_"): value = 63
        default: return nil
        }
        group = group << 6 | value
        count += 1
        if count % 4 == 0 {
            output.append(UInt8(group >> 16 & 0xFF))
            output.append(UInt8(group >> 8 & 0xFF))
            output.append(UInt8(group & 0xFF))
            group = 0
        }
    }
    switch count % 4 {
    case 0: break
    case 2: output.append(UInt8(group >> 4 & 0xFF))
    case 3:
        output.append(UInt8(group >> 10 & 0xFF))
        output.append(UInt8(group >> 2 & 0xFF))
    default: return nil
    }
    return output
}

/// Percent-encodes everything but letters, digits, `-`, `_`, `.` and `~` (RFC 3986, section 2.3).
package func percentEncoded(_ text: some StringProtocol) -> String { percentEncoded(text, keeping: "") }

/// Percent-encodes what may not stand in a segment of a path (`pchar` of RFC 3986, section 3.3).
package func percentEncodedSegment(_ text: some StringProtocol) -> String {
    percentEncoded(text, keeping: "!$&'()*+,;=:@")
}

private func percentEncoded(_ text: some StringProtocol, keeping more: StaticString) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var output: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "~"):
            output.append(byte)
        case _ where more.withUTF8Buffer({ $0.contains(byte) }): output.append(byte)
        default:
            output.append(UInt8(ascii: "%"))
            output.append(digits[Int(byte >> 4)])
            output.append(digits[Int(byte & 15)])
        }
    }
    return String(decoding: output, as: UTF8.self)
}
