/// A person's wish.
package struct PersonsRequest: Sendable, Hashable {
    package var name: String
    /// Passes the gates that protect no login (`--i-know`). The others hold for everybody.
    package var overrides: Bool
    /// Wants a new login with a QR code, not a restart.
    package var newLogin: Bool
    /// Wants it though the session shows a code already, or the gateway still has a record of the login: has seen that the one is of
    /// no use, and that the other is worth nothing.
    package var insists: Bool

    /// - Parameter insists: nil: who overrides insists.
    package init(name: String, overrides: Bool = false, newLogin: Bool = false, insists: Bool? = nil) {
        self.name = String(name.prefix(100))
        self.overrides = overrides
        self.newLogin = newLogin
        self.insists = insists ?? overrides
    }
}
