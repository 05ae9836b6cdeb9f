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
