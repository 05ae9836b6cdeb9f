/// Why bytes are not a JSON value that we take.
package enum JSONError: Error, Sendable, Hashable {
    /// Nothing, or white space only.
    case empty
    /// Not JSON, or cut off, at that byte.
    case malformed(at: Int)
    /// Nested deeper than the limit.
    case tooDeep
    /// More values than the limit.
    case tooMany
}

extension JSONError: CustomStringConvertible {
    /// What is wrong, as the end of a sentence.
    package var description: String {
        switch self {
        case .empty: "there is nothing"
        case .malformed(let position): "byte \(position + 1) is not what JSON has there"
        case .tooDeep: "it is nested too deeply"
        case .tooMany: "it holds too many values"
        }
    }
}
