/// A rule of a store's contract that was broken.
public struct ConformanceViolation: Error, CustomStringConvertible {
    /// The rule.
    public let rule: String
    /// What was seen instead.
    public let finding: String
    /// The place in the checks, as `file:line`.
    public let place: String

    /// The rule, what was seen instead, and where to read on.
    public var description: String {
        "The store breaks a rule: \(rule). \(finding) (\(place))"
    }
}
