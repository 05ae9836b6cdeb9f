import Basics
import Foundation

/// What a zone may be called, and what to say when it is not.
enum ZoneNames {
    /// Whether a text has the shape of an IANA name.
    ///
    /// `GMT+7` and the like are left out: Foundation takes them for fixed offsets, the data base (as `Etc/GMT+7`) for
    /// the opposite ones.
    static func isName(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count) else { return false }
        if text.hasPrefix("GMT") || text.hasPrefix("UTC") { return text == "GMT" || text == "UTC" }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: "+"):
                true
            default: false
            }
        }
    }

    static func complaint(about text: String) -> String {
        let quoted = text.quotedForMessage
        if text.isEmpty {
            return "the time zone is empty; write an IANA name such as Asia/Jakarta, or UTC"
        }
        if let meant = abbreviations[text.uppercased()] {
            return "\(quoted) is no IANA time zone; write \(meant)"
        }
        guard let near = nearestName(to: text, among: TimeZone.knownTimeZoneIdentifiers + ["UTC"]) else {
            return "\(quoted) is no IANA time zone; write a name such as Asia/Jakarta, or UTC"
        }
        return "\(quoted) is no IANA time zone; did you mean \(near)?"
    }

    /// What Indonesians write, and what it is called in the data base.
    private static let abbreviations = [
        "WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura", "Z": "UTC", "UCT": "UTC",
    ]
}
