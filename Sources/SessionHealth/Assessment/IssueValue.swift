/// A figure or a word in an issue's sentence, so that it can be said in another language.
package enum IssueValue: Sendable, Hashable, Codable {
    case number(Int64)
    case text(String)

    /// Reads a number or a text.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int64.self) {
            self = .number(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    /// Writes the bare number or text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        }
    }
}
