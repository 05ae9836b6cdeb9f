/// A part of the requests to a gateway.
package enum RequestScope: String, CaseIterable, Codable, Sendable {
    case all
    /// The list of all sessions.
    case list
    /// What is asked about one session.
    case session
    /// What changes a session.
    case change
    /// Sending of messages.
    case send
    /// The gateway's own health.
    case health

    /// Whether a request of another scope belongs to this one.
    func covers(_ other: RequestScope) -> Bool {
        self == .all || self == other
    }
}
