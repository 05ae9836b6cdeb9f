import Basics
import Crypto

/// The signatures that gateways put on webhooks and expect on requests, in hexadecimal.
enum Signatures {
    static func sha256(_ content: [UInt8], key: String) -> String {
        let key = SymmetricKey(data: Array(key.utf8))
        return Hex.text(HMAC<SHA256>.authenticationCode(for: content, using: key))
    }

    static func sha512(_ content: [UInt8], key: String) -> String {
        let key = SymmetricKey(data: Array(key.utf8))
        return Hex.text(HMAC<SHA512>.authenticationCode(for: content, using: key))
    }
}

extension Signatures {
    /// A JSON web token signed with HMAC-SHA256 (RFC 7519).
    static func token(_ claims: JSON, key: String) -> String {
        let head: JSON = ["alg": "HS256", "typ": "JWT"]
        let content = [head, claims].map { urlSafe($0.bytes) }.joined(separator: ".")
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(content.utf8), using: SymmetricKey(data: Array(key.utf8)))
        return content + "." + urlSafe(Array(code))
    }

    /// Base 64 for addresses, without padding (RFC 4648, 5).
    private static func urlSafe(_ bytes: [UInt8]) -> String {
        String(
            Shapes.toBase64(bytes).compactMap { character -> Character? in
                switch character {
                case "+": "-"
                case "/": "_"
                case "=": nil
                default: character
                }
            })
    }
}
