package import WallTime

/// All that the gates and the ladder look at: a snapshot of one account and its gateway at one time.
package struct RecoveryContext: Sendable {
    package var subject: SessionSubject
    package var now: Timestamp
    package var settings: HealthSettings
    /// The result of the check at hand.
    package var assessment: HealthAssessment
    /// The session's state, which has taken in that result.
    package var session: SessionHealthState
    package var gateway: GatewayState
    package var capabilities: RecoveryCapabilities
    package var ladder: RecoveryLadder
    package var account: AccountConditions
    /// How many other sessions of this gateway are in recovery now.
    package var recoveringOnGateway: Int
    package var request: RecoveryRequest

    package init(
        subject: SessionSubject, now: Timestamp, settings: HealthSettings, assessment: HealthAssessment,
        session: SessionHealthState, gateway: GatewayState, capabilities: RecoveryCapabilities,
        ladder: RecoveryLadder = RecoveryLadder(), account: AccountConditions = AccountConditions(),
        recoveringOnGateway: Int = 0, request: RecoveryRequest = .automatic
    ) {
        self.subject = subject
        self.now = now
        self.settings = settings
        self.assessment = assessment
        self.session = session
        self.gateway = gateway
        self.capabilities = capabilities
        self.ladder = ladder
        self.account = account
        self.recoveringOnGateway = recoveringOnGateway
        self.request = request
    }

    /// The cause that the ladder goes by: the incident's, and the check's where there is none.
    package var cause: IncidentCause { session.incident?.cause ?? assessment.cause ?? .disconnected }

    /// Whether the account ever was linked, as far as anybody knows.
    package var everLinked: Bool { session.linkedAt != nil || assessment.databaseStatus == .connected }

    /// When what is wrong was first seen, where that is not ahead of now: the gateway must have been looked at since. A time that a
    /// clock left behind which was ahead would hold all recovery back until it comes.
    var foundBadAt: Timestamp? { session.firstFoundBadAt.flatMap { $0 <= now ? $0 : nil } }

    /// How many of our accounts the gateway has.
    var gatewaySessions: Int { gateway.census?.known ?? 0 }
}
