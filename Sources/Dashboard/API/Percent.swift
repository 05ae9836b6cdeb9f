import Basics

/// Percent-encoding of addresses (RFC 3986).
enum Percent {
    /// The text; nil where the encoding is broken or no UTF-8, or where it hides a null character.
    static func decoded(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard rest.count >= 2,
                    let value = Hex.bytes(String(decoding: rest.prefix(2), as: UTF8.self).lowercased())?.first
                else { return nil }
                rest = rest.dropFirst(2)
                bytes.append(value)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        guard !bytes.contains(0) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The parameters of a query; the last of a name counts. nil where it is broken or has more than 50.
    static func query(_ text: some StringProtocol) -> [String: String]? {
        var values: [String: String] = [:]
        let pairs = text.split(separator: "&")
        guard pairs.count <= 50 else { return nil }
        for pair in pairs {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decoded(parts[0], plusIsSpace: true),
                let value = decoded(parts.count > 1 ? parts[1] : "", plusIsSpace: true)
            else { return nil }
            values[name] = value
        }
        return values
    }
}
