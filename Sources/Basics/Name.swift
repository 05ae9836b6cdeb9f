//  Basics: what every module needs and no module owns, such as names compared by their bytes.
//
//  Imports nothing but the standard library. It never does I/O, and knows nothing of jobs, sessions or databases.

/// A name from outside: of a queue, a kind of job, a gateway, a session. Names are bytes.
///
/// Swift compares strings by canonical equivalence, so that "é" in one code point equals "e" with a combining accent. SQLite and the
/// gateways compare bytes: for them these are two names. Every dictionary, set and comparison of such names goes by this type, so that
/// two names that a database or a gateway holds apart never become one here, and never trap as duplicate keys.
package struct Name: Hashable, Comparable, Sendable {
    /// The name as a string, for display and for SQL. Never compare it with another string.
    package let text: String

    /// Takes a text as it is: nothing is trimmed or normalised.
    package init(_ text: String) {
        self.text = text
    }

    /// Whether both consist of the same bytes.
    package static func == (left: Name, right: Name) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    /// Compares bytes, as SQLite's BINARY collation does.
    package static func < (left: Name, right: Name) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    /// Hashes the bytes.
    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(UInt8(0xFF))
    }
}

extension Name: ExpressibleByStringLiteral {
    /// Takes a literal.
    package init(stringLiteral text: String) {
        self.init(text)
    }
}

extension Name: CustomStringConvertible {
    package var description: String { text }
}

extension Name: Codable {
    /// Reads a plain string.
    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes a plain string.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension String {
    /// Whether both consist of the same bytes, as `Name` compares; `==` of strings does not.
    package func hasSameBytes(as other: String) -> Bool {
        utf8.elementsEqual(other.utf8)
    }
}
