import Foundation

/// What a name must be like that somebody gives us.
///
/// Plain SQL, older versions and gateways bring other names, and those are lived with (see `Name`). What enters through our own
/// doors is refused where it could not be told apart, typed, or listed later on.
package struct NameRule: Sendable, Equatable {
    /// The most bytes of UTF-8 that a name may have. Bytes, not characters: one character may hold any number of accents.
    package let limit: Int
    /// Whether it stands in lists such as `--queue=a,b`, and so must neither hold a comma nor be `*`, which means all.
    package let isListed: Bool

    /// A queue or a kind of job.
    package static let queue = NameRule(limit: 200, isListed: true)
    /// What people call something: a batch, an entry of the schedule.
    package static let label = NameRule(limit: 200, isListed: false)
    /// The unique key of an entry's jobs.
    package static let key = NameRule(limit: 1000, isListed: false)

    package init(limit: Int, isListed: Bool) {
        self.limit = limit
        self.isListed = isListed
    }

    /// What is wrong with a name, as the end of a sentence that begins with it; `nil`: nothing.
    package func problem(with name: String) -> String? {
        if name.isEmpty { return "is empty" }
        let bytes = name.utf8.count
        if bytes > limit { return "has \(bytes) bytes, and \(limit) are allowed" }
        // Nearly all names are letters, digits and some signs: nothing of what follows concerns those.
        if name.utf8.allSatisfy(Self.isPlain) { return nil }
        if name.unicodeScalars.contains(where: Self.isControl) {
            return "holds a control character, such as a line end"
        }
        if Self.isBlank(name.unicodeScalars.first) || Self.isBlank(name.unicodeScalars.last) {
            return "begins or ends with a blank; leave it out"
        }
        if isListed, name.utf8.contains(UInt8(ascii: ",")) { return "holds a comma, which separates names in a list" }
        if isListed, name == "*" { return "means all of them; give it a name of its own" }
        guard name.precomposedStringWithCanonicalMapping.hasSameBytes(as: name) else {
            return "is written with combining accents (not in Unicode's form NFC), and would look like another name"
        }
        return nil
    }

    /// Characters that are right wherever they stand.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "@"):
            true
        default: false
        }
    }

    /// C0, DEL, C1, and the two line ends of Unicode's own.
    package static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    private static func isBlank(_ scalar: Unicode.Scalar?) -> Bool {
        scalar?.properties.isWhitespace ?? false
    }
}
