/// An account that is quieter than its own habit: a remark, never points.
package struct Silence: Sendable, Hashable, Codable {
    /// How many messages its usual traffic would have brought meanwhile.
    package var expected: Double
    /// How long it has been silent, in milliseconds.
    package var milliseconds: Int64

    package init(expected: Double, milliseconds: Int64) {
        self.expected = expected
        self.milliseconds = milliseconds
    }
}
