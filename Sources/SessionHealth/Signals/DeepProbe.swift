/// What a second, deeper look at a session found: one that runs something in its page instead of reading a remembered status.
package enum DeepProbe: String, Sendable, Hashable, Codable {
    /// The page answered.
    case alive
    /// The page is dead.
    case dead
    /// The look could not be taken, or proved nothing.
    case inconclusive
}
