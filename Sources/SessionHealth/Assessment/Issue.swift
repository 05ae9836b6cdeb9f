/// A finding of one check, as it is shown.
package struct Issue: Sendable, Hashable, Codable {
    package var code: Finding
    /// What it subtracts, 0 or more.
    package var points: Int
    /// A line for people, in English; the page translates by `code`.
    package var text: String

    package init(_ code: Finding, points: Int = 0, _ text: String) {
        self.code = code
        self.points = points
        self.text = text
    }
}
