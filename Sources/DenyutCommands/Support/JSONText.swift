import Gateways

/// JSON as commands print it: members in the order they were given.
enum JSONText {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case array([JSONText])
    case object([(String, JSONText)])

    /// A number, or null.
    static func int(_ value: Int?) -> JSONText { value.map { .int(Int64($0)) } ?? .null }
    /// A text, or null.
    static func text(_ value: String?) -> JSONText { value.map { .string($0) } ?? .null }

    /// The JSON on one line. What would paint a terminal, or turn a line around in it, is escaped: people look at it there, too.
    var text: String {
        let text = String(decoding: json.bytes, as: UTF8.self)
        guard text.utf8.contains(where: { $0 >= 0x7F }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                // None of these stands outside of a text.
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private var json: JSON {
        switch self {
        case .null: .null
        case .bool(let value): .bool(value)
        case .int(let value): .integer(value)
        case .double(let value): .number(value)
        case .string(let value): .string(value)
        case .array(let items): .array(items.map(\.json))
        case .object(let members): .object(members.map { .init($0.0, $0.1.json) })
        }
    }
}
