/// A finding of one check, as it is shown.
package struct Issue: Sendable, Hashable, Codable {
    package var code: Finding
    /// What it subtracts, 0 or more.
    package var points: Int
    /// A line for people, in English.
    package var text: String
    /// What the line is made of, for other languages: durations in milliseconds under names that end in `_ms`. nil: nothing.
    package var values: [String: IssueValue]?

    package init(_ code: Finding, points: Int = 0, _ text: String, _ values: [String: IssueValue]? = nil) {
        self.code = code
        self.points = points
        self.text = text
        self.values = values
    }
}
