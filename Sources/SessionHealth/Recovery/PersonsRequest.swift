/// A person's wish.
package struct PersonsRequest: Sendable, Hashable {
    package var name: String
    /// Passes the gates that protect no login (`--i-know`). The others hold for everybody.
    package var overrides: Bool
    /// Wants a new login with a QR code, not a restart.
    package var newLogin: Bool

    package init(name: String, overrides: Bool = false, newLogin: Bool = false) {
        self.name = String(name.prefix(100))
        self.overrides = overrides
        self.newLogin = newLogin
    }
}
