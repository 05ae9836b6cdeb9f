import SeededRandom
import WallTime

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Pieces that several kinds of gateway put into their answers.
enum Shapes {
    /// An identifier shaped as a UUID that belongs to a name, the same at every run.
    static func uuid(for name: String) -> String {
        var generator = SeededGenerator(seed: 0, name: name)
        let digits = generator.text(32, from: "0123456789abcdef")
        var place = digits.startIndex
        return [8, 4, 4, 4, 12].map { length in
            defer { place = digits.index(place, offsetBy: length) }
            return String(digits[place..<digits.index(place, offsetBy: length)])
        }.joined(separator: "-")
    }

    /// A key that belongs to a name, the same at every run.
    static func token(for name: String, length: Int = 36) -> String {
        var generator = SeededGenerator(seed: 1, name: name)
        return generator.text(length, from: "0123456789ABCDEF")
    }

    /// A code to be typed into a phone instead of scanning.
    static func pairingCode(for name: String) -> String {
        var generator = SeededGenerator(seed: 2, name: name)
        return generator.text(8, from: "ABCDEFGHJKLMNPQRSTUVWXYZ123456789")
    }

    /// The refusals of a service made with NestJS.
    static func nest(_ status: Int, _ message: String, error: String? = nil) -> GatewayAnswer {
        .json(
            .defined([
                "message": .string(message), "error": error.map(JSON.string), "statusCode": .count(status),
            ]), status: status)
    }

    /// The bytes of a text in base 64; empty where it is none.
    static func fromBase64(_ text: String) -> [UInt8] {
        Data(base64Encoded: text).map { Array($0) } ?? []
    }

    static func toBase64(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString()
    }

    /// The code that WhatsApp gives for the reason of a disconnection, as Baileys counts them.
    static func code(of reason: String?) -> Int {
        switch reason {
        case "LOGOUT": 401
        case "CONFLICT": 440
        case "TOS_BLOCK": 403
        case "DEPRECATED_VERSION": 405
        default: 428
        }
    }

    /// The name of an acknowledgement's level in whatsapp-web.js.
    static func acknowledgement(_ level: Int) -> String {
        let names = ["ERROR", "PENDING", "SERVER", "DEVICE", "READ", "PLAYED"]
        return names.indices.contains(level + 1) ? names[level + 1] : "UNKNOWN"
    }

    /// The whole number of seconds of an instant.
    static func seconds(_ at: Timestamp) -> JSON {
        .integer(at.seconds)
    }
}
