package import SessionHealth

/// What a kind of gateway can and cannot do, as data that the gates and the ladder read.
package struct GatewayCapabilities: Sendable, Hashable {
    /// How the gateway lists its sessions.
    package enum BulkList: Sendable, Hashable {
        /// One request answers all sessions with their statuses.
        case withStatus
        /// One request answers the names; the status of each is a request of its own.
        case namesOnly
        /// There is no list: only sessions known to us can be asked for.
        case none
    }

    /// What "no such session" is worth.
    package enum Absence: Sendable, Hashable {
        /// The gateway means it.
        case reliable
        /// Another worker process of the same gateway may hold the session: ask again before believing it.
        case confirm
        /// The gateway does not tell an absent session from a stopped one.
        case indistinct
    }

    /// In which form a QR code arrives.
    package enum QRForm: Sendable, Hashable {
        /// A picture (PNG).
        case picture
        /// The text to be drawn as a QR code.
        case text
    }

    /// How webhooks are known to come from the gateway.
    package enum WebhookProof: Sendable, Hashable {
        /// A signature over time and body: cannot be forged nor replayed later.
        case signedWithTime
        /// A signature over the body.
        case signed
        /// A token signed with our secret, that does not cover the body.
        case token
        /// A secret in a header.
        case sharedSecret
    }

    /// What tells that the gateway itself was restarted.
    package enum RestartSign: Sendable, Hashable {
        /// It tells when it started, or for how long it has been running.
        case uptime
        /// It does not tell.
        case none
    }

    /// Under which name a session lives on after its login was replaced.
    package enum NewLogin: Sendable, Hashable {
        /// Under the same name.
        case sameName
        /// Under a new name: the old name keeps the old login.
        case newName
    }

    package var bulkList: BulkList
    /// What each datum of its answers is worth.
    package var evidence: EvidenceTable
    package var absence: Absence
    /// Whether the question after one session tells more than the list does: why it is down, whether it shows a QR code,
    /// whether its login is still there. A session that looks bad in the list is then worth a question of its own.
    package var tellsMoreAlone: Bool
    /// Whether `deepProbe` has an answer.
    package var deepProbe: Bool
    /// Whether it tells that a number was banned or logged out. Where it does not, a ban looks like any lost connection,
    /// and is met with gentle restarts within the budget.
    package var tellsEnding: Bool
    /// Whether it tells that WhatsApp's server has a message (level 1), and not only that a device has. GOWA tells delivered
    /// and read alone: there a send without an acknowledgement means a phone that is off, and proves nothing.
    package var tellsServerAcknowledgement: Bool
    /// Whether its probe tells how much memory it uses.
    package var tellsMemory: Bool
    /// Whether a session can be restarted with its login kept.
    package var softRestart: Bool
    /// Whether a session can be stopped and started with its login kept.
    package var stopStart: Bool
    /// Nil where no call replaces a login.
    package var newLogin: NewLogin?
    package var qr: QRForm?
    package var webhookProof: WebhookProof
    /// Whether webhooks tell of a session's state.
    package var stateWebhooks: Bool
    package var restartSign: RestartSign
    /// For how long the gateway itself tries to reconnect a session that it lost; ours must not race it.
    package var ownRetry: Duration
    /// Whether asking for a QR code makes a new one, so that it must only be asked for when a person waits for it.
    package var qrOnDemand: Bool
    /// Whether one session's conflict can end the whole gateway.
    package var conflictEndsGateway: Bool

    package init(
        bulkList: BulkList, evidence: EvidenceTable, absence: Absence, deepProbe: Bool, softRestart: Bool,
        stopStart: Bool, newLogin: NewLogin?, qr: QRForm?, webhookProof: WebhookProof, stateWebhooks: Bool,
        restartSign: RestartSign, ownRetry: Duration, tellsMoreAlone: Bool = false, tellsEnding: Bool = false,
        tellsServerAcknowledgement: Bool = true, tellsMemory: Bool = false, qrOnDemand: Bool = false,
        conflictEndsGateway: Bool = false
    ) {
        self.bulkList = bulkList
        self.evidence = evidence
        self.absence = absence
        self.tellsMoreAlone = tellsMoreAlone
        self.deepProbe = deepProbe
        self.tellsEnding = tellsEnding
        self.tellsServerAcknowledgement = tellsServerAcknowledgement
        self.tellsMemory = tellsMemory
        self.softRestart = softRestart
        self.stopStart = stopStart
        self.newLogin = newLogin
        self.qr = qr
        self.webhookProof = webhookProof
        self.stateWebhooks = stateWebhooks
        self.restartSign = restartSign
        self.ownRetry = ownRetry
        self.qrOnDemand = qrOnDemand
        self.conflictEndsGateway = conflictEndsGateway
    }

    /// Where the statuses in its list come from: a row in a database can say "connected" of a session that is long dead.
    package var statusSource: EvidenceSource { evidence.listedStatus.source }

    /// Where the status comes from when one session is asked for by itself.
    package var aloneSource: EvidenceSource { evidence.status.source }

    /// Whether the question after one session comes nearer to the socket than the list: a "connected" of the list is then
    /// a word of yesterday, and `Gateway.session(_:)` confirms it with one request.
    package var confirmsAlone: Bool { statusSource != .live && aloneSource != statusSource }
}
