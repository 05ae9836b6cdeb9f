package import SessionHealth
package import WallTime

/// What a gateway said of one session.
package struct SessionObservation: Sendable, Hashable {
    /// The session's name in the gateway.
    package var id: String
    /// The normal status. `unknown` where the gateway's word was not understood.
    package var status: SessionStatus
    /// The gateway's own word, at most 64 characters; empty where it gave none.
    package var rawStatus: String
    /// The phone number, digits only.
    package var phone: String?
    /// What its user calls himself in WhatsApp, at most 100 characters; nil where the gateway does not tell.
    package var name: String?
    /// Since when it has been connected.
    package var connectedAt: Timestamp?
    /// The gateway's idea of the last activity. What it counts differs by kind: the Node service counts only what was
    /// sent, so its silence says nothing of what came in.
    package var lastActivity: Timestamp?
    /// Whether WhatsApp restricts the number while the session goes on.
    package var restricted: Bool
    /// When the restriction ends; nil where that is not told.
    package var restrictedUntil: Timestamp?
    /// Why it is not connected, where the gateway tells in a way that can be relied upon.
    package var ending: SessionEnding?
    /// When it entered this state, by the gateway's own account.
    package var since: Timestamp?
    /// Whether a QR code is being shown right now; nil where the gateway does not tell with the status.
    package var showsQR: Bool?
    /// What the gateway's own record of the login says; nil where it keeps none or does not tell. Being "not authenticated" at
    /// the moment is not such a record.
    package var login: LoginRecord?
    /// Where the status comes from; nil where that is not declared.
    package var source: EvidenceSource?
    /// Whether a person must do something on the phone (a passkey, a confirmation).
    package var needsPerson: Bool
    /// What else the gateway said, at most 200 characters, for people to read.
    package var detail: String?

    package init(
        id: String, status: SessionStatus, rawStatus: String, phone: String? = nil, connectedAt: Timestamp? = nil,
        lastActivity: Timestamp? = nil, restricted: Bool = false, restrictedUntil: Timestamp? = nil,
        ending: SessionEnding? = nil, since: Timestamp? = nil, showsQR: Bool? = nil, login: LoginRecord? = nil,
        needsPerson: Bool = false, detail: String? = nil, source: EvidenceSource? = nil,
        name: String? = nil
    ) {
        self.id = id
        self.status = status
        self.rawStatus = printable(rawStatus, limit: 64)
        self.phone = phone.flatMap(phoneDigits)
        self.name = name.map { printable($0, limit: 100) }.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        self.connectedAt = connectedAt
        self.lastActivity = lastActivity
        self.restricted = restricted
        self.restrictedUntil = restricted ? restrictedUntil : nil
        self.ending = ending
        self.since = since
        self.showsQR = showsQR
        self.login = login
        self.source = source
        self.needsPerson = needsPerson
        self.detail = detail.map { printable($0, limit: 200) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
