import Basics
import Crypto

/// Comparisons whose time tells nothing of where two secrets differ.
enum SameBytes {
    static func compare(_ one: some Sequence<UInt8>, _ other: some Sequence<UInt8>) -> Bool {
        let one = Array(one)
        let other = Array(other)
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) } == 0
    }

    static func compare(_ one: String, _ other: String) -> Bool { compare(one.utf8, other.utf8) }

    /// SHA-256 in hexadecimal: what is kept of a token that has enough randomness of its own.
    static func digest(_ text: String) -> String { Hex.text(SHA256.hash(data: Array(text.utf8))) }
}
