/// Text from outside, made fit for one line of a log: no control characters, no line ends, at most `limit` characters.
package func printable(_ text: String, limit: Int) -> String {
    // What is not looked at is not paid for: a hostile text may be megabytes long.
    let head = text.unicodeScalars.prefix(limit * 4)
    var result = String.UnicodeScalarView()
    var count = 0
    for scalar in head {
        guard count < limit else { return String(result) + "…" }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .format, .surrogate, .privateUse, .unassigned:
            if result.last != " " { result.append(" ") }
        default: result.append(scalar)
        }
        count += 1
    }
    let trimmed = String(result)
    return text.unicodeScalars.count > head.count ? trimmed + "…" : trimmed
}

/// The digits of a phone number or of a WhatsApp identifier that is made of one (`628123:4@s.whatsapp.net`); nil where it is
/// neither. The digits of a LID (`100000000000001@lid`) are an identifier of its own kind and no phone number, nor are those of
/// groups, channels and broadcasts.
package func phoneDigits(_ text: String) -> String? {
    if let at = text.utf8.prefix(256).firstIndex(of: UInt8(ascii: "@")) {
        let server = text[text.utf8.index(after: at)...].lowercased()
        guard ["s.whatsapp.net", "c.us", "hosted"].contains(server) else { return nil }
    }
    var digits = ""
    for byte in text.utf8.prefix(64) {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.unicodeScalars.append(Unicode.Scalar(byte))
        case UInt8(ascii: "+"), UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"): continue
        // What follows names the device and the server.
        case UInt8(ascii: "@"), UInt8(ascii: ":"), UInt8(ascii: "."): return isPhoneNumber(digits) ? digits : nil
        default: return nil
        }
    }
    return isPhoneNumber(digits) ? digits : nil
}

/// E.164 allows 15 digits; the shortest numbers in use have 5 with their country code.
private func isPhoneNumber(_ digits: String) -> Bool {
    (5...15).contains(digits.utf8.count)
}
