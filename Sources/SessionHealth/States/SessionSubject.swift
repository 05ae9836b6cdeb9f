/// Which session an event is about.
package struct SessionSubject: Sendable, Hashable, Codable {
    /// The gateway's name.
    package var gateway: String
    /// The session's name at its gateway.
    package var session: String

    package init(gateway: String, session: String) {
        self.gateway = gateway
        self.session = session
    }
}
