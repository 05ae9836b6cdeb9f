//  Basics: what every module needs and no module owns, such as names compared by their bytes.
//
//  Imports the standard library, and Foundation for the one thing that it lacks: Unicode normalisation. It never does I/O, and knows nothing of jobs, sessions or databases.

/// A name from outside: of a queue, a kind of job, a gateway, a session. Names are bytes.
///
/// Swift compares strings by canonical equivalence, so that "é" in one code point equals "e" with a combining accent. SQLite and the
/// gateways compare bytes: for them these are two names. Every dictionary, set and comparison of such names goes by this type, so that
/// two names that a database or a gateway holds apart never become one here, and never trap as duplicate keys.
public struct Name: Hashable, Comparable, Sendable {
    /// The name as a string, for display and for SQL. Never compare it with another string.
    public let text: String

    /// Takes a text as it is: nothing is trimmed or normalised.
    public init(_ text: String) {
        self.text = text
    }

    /// Whether both consist of the same bytes.
    public static func == (left: Name, right: Name) -> Bool {
        left.text.hasSameBytes(as: right.text)
    }

    /// Compares bytes, as SQLite's BINARY collation does.
    public static func < (left: Name, right: Name) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(UInt8(0xFF))
    }
}

extension Name: ExpressibleByStringLiteral {
    /// Takes a literal.
    public init(stringLiteral text: String) {
        self.init(text)
    }
}

extension Name: CustomStringConvertible {
    /// The name as it is.
    public var description: String { text }
}

extension Name: Codable {
    /// Reads a plain string.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes a plain string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension String {
    /// Whether both consist of the same bytes, as `Name` compares; `==` of strings does not.
    package func hasSameBytes(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        return utf8.withContiguousStorageIfAvailable { one in
            other.utf8.withContiguousStorageIfAvailable { one.elementsEqual($0) }
        }.flatMap(\.self) ?? utf8.elementsEqual(other.utf8)
    }
}
