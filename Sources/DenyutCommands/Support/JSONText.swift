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

    /// The JSON on one line.
    var text: String {
        String(decoding: json.bytes, as: UTF8.self)
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
