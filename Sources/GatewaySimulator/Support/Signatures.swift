import Crypto

/// The signatures that gateways put on webhooks and expect on requests, in hexadecimal.
enum Signatures {
    static func sha256(_ content: [UInt8], key: String) -> String {
        let key = SymmetricKey(data: Array(key.utf8))
        return hexadecimal(HMAC<SHA256>.authenticationCode(for: content, using: key))
    }

    static func sha512(_ content: [UInt8], key: String) -> String {
        let key = SymmetricKey(data: Array(key.utf8))
        return hexadecimal(HMAC<SHA512>.authenticationCode(for: content, using: key))
    }
}
