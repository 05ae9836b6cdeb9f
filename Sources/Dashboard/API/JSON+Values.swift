import Basics
import Gateways
import WallTime

extension JSON {
    /// A number, or null.
    static func int(_ value: (some BinaryInteger)?) -> JSON { value.map { .integer(Int64($0)) } ?? .null }
    /// A text, or null.
    static func text(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }
    /// A time in milliseconds since 1970, or null.
    static func time(_ value: Timestamp?) -> JSON { value.map { .integer($0.milliseconds) } ?? .null }
    /// A number with at most two decimals, or null.
    static func decimal(_ value: Double?) -> JSON {
        value.flatMap { $0.isFinite ? .number(($0 * 100).rounded() / 100) : nil } ?? .null
    }
    /// An object of numbers, by name.
    static func counts(_ values: [Name: Int]) -> JSON {
        .object(values.sorted { $0.key < $1.key }.map { .init($0.key.text, .integer(Int64($0.value))) })
    }
    /// The JSON in a column of text; null where it cannot be read.
    static func stored(_ text: String?) -> JSON {
        text.flatMap { try? JSONParser.parse($0.utf8) } ?? .null
    }

    /// The object with one more member.
    func with(_ name: String, _ value: JSON) -> JSON {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.name != name } + [.init(name, value)])
    }

    /// The object without a member.
    func without(_ name: String) -> JSON {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.name != name })
    }
}
