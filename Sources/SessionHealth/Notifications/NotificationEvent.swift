package import WallTime

/// Something worth telling somebody, before it is decided whether it is told.
package struct NotificationEvent: Sendable, Hashable, Codable {
    package var audience: NotificationAudience
    package var kind: NotificationKind
    /// The gateway's name; nil where it is about the whole fleet.
    package var gateway: String?
    /// The session's name; nil where it is about a gateway or the fleet.
    package var session: String?
    /// The account's number, once it is known: a session may be renamed by a new login, and the story goes on.
    package var account: Int64?
    /// Not to be told sooner: until then it may mend by itself.
    package var notBefore: Timestamp?
    package var cause: IncidentCause?
    package var at: Timestamp
    /// A line in English; templates make theirs from the other fields.
    package var text: String

    package init(
        _ audience: NotificationAudience, _ kind: NotificationKind, gateway: String? = nil, session: String? = nil,
        account: Int64? = nil, cause: IncidentCause? = nil, at: Timestamp, notBefore: Timestamp? = nil, text: String
    ) {
        self.audience = audience
        self.kind = kind
        self.gateway = gateway
        self.session = session
        self.account = account
        self.notBefore = notBefore
        self.cause = cause
        self.at = at
        self.text = text
    }
}
