/// Who asks, proven by a session or an API token.
struct Identity: Sendable, Equatable {
    /// How it was proven.
    enum Proof: Sendable, Equatable {
        /// The cookie of a session, by the digest of its value.
        case session(String)
        case token
    }

    var user: String
    var role: Role
    var proof: Proof
}
