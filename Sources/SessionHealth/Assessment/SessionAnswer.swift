package import WallTime

/// A gateway's answer about a session that it knows.
///
/// Each member says what its absence means. None of them is a proof by being absent.
package struct SessionAnswer: Sendable, Hashable, Codable {
    /// In our words. `unknown` where the gateway's word was not understood: an incident of its own after some minutes.
    package var status: SessionStatus
    /// The gateway's own word, at most 100 characters.
    package var raw: String?
    /// What else it said, at most 200 characters, for people to read: an error text, a reason. nil: nothing.
    package var words: String?
    /// Where the status comes from; nil where the kind does not declare it: then it is believed.
    package var source: EvidenceSource?
    /// WhatsApp has restricted the number: it may be connected and still unable to open new chats.
    package var restricted: Bool
    /// When the restriction ends; nil where that is not told.
    package var restrictedUntil: Timestamp?
    /// Why it is not connected, where the gateway gives a reason that can be relied upon. Its time is `since`, where that is
    /// told: a reason older than the connection that was lost is about an earlier one, and is passed over.
    package var ending: SessionEnding?
    /// Whether a QR code is being shown right now; nil where the gateway does not tell. A status of "QR scanning" alone is
    /// no proof that the login is gone: the Node service starts every session in it.
    package var showsQR: Bool?
    /// What the gateway's own record of the login says; nil where it keeps none or does not tell. While it is `kept`, nothing
    /// replaces the login by itself.
    package var login: LoginRecord?
    /// A person must do something on the phone before it goes on: a passkey, a confirmation.
    package var needsPerson: Bool
    /// When the session entered this state, by the gateway's own account.
    package var since: Timestamp?

    package init(
        status: SessionStatus, raw: String? = nil, words: String? = nil, source: EvidenceSource? = nil,
        restricted: Bool = false, restrictedUntil: Timestamp? = nil, ending: SessionEnding? = nil,
        showsQR: Bool? = nil, login: LoginRecord? = nil, needsPerson: Bool = false, since: Timestamp? = nil
    ) {
        self.status = status
        self.raw = raw.map { String($0.prefix(100)) }
        self.words = words.map { String($0.prefix(200)) }
        self.source = source
        self.restricted = restricted
        self.restrictedUntil = restrictedUntil
        self.ending = ending
        self.showsQR = showsQR
        self.login = login
        self.needsPerson = needsPerson
        self.since = since
    }
}
