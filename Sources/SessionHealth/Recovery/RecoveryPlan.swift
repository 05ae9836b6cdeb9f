internal import WallTime

/// The decision about one session, with the gates that spoke.
///
/// Made anew just before a step is carried out: what was true when the job was enqueued may no longer be.
package struct RecoveryPlan: Sendable, Hashable {
    package var decision: RecoveryDecision
    /// Every gate that holds, in order; also those that a person overrode.
    package var holds: [GateHold]
    /// Only to be told, not to be done (`observeOnly`, `--dry-run`).
    package var observeOnly: Bool

    /// For the incident's `blocked_by`, as lines for people; empty where nothing holds.
    package var blockedBy: [String] {
        switch decision {
        case .recheck, .hold(.gate): holds.map(\.text)
        case .hold(let reason): [reason.text]
        case .nothing, .soft, .replaceLogin: []
        }
    }

    /// Decides.
    ///
    /// - Parameter random: 0..<1, spreads the next look of sessions that wait for the same thing.
    package init(_ context: RecoveryContext, random: Double, dryRun: Bool = false) {
        observeOnly = dryRun || (context.settings.observeOnly && context.request.person == nil)
        holds = []
        if let idle = Self.idle(context) {
            decision = .nothing(idle)
            return
        }
        holds = RecoveryGate.holds(context)
        if Self.mayAskScan(context, holds) {
            decision = .soft(
                SoftStep(action: .askScan, cause: context.cause, deadline: Rung.askScan.deadline(context.settings)))
            return
        }
        if context.ladder.heldSince != nil, context.request.person == nil {
            decision = .hold(context.ladder.heldFor ?? .ladderExhausted)
            return
        }
        let overrides = context.request.person?.overrides == true
        let holding = holds.filter { $0.protectsLogin || !overrides }
        if holding.contains(where: \.needsHuman) {
            decision = .hold(.gate)
        } else if !holding.isEmpty {
            decision = .recheck(after: Self.delay(holding, context, random: random))
        } else {
            decision = Self.step(context)
        }
    }

    private static func idle(_ context: RecoveryContext) -> RecoveryDecision.Idle? {
        let (assessment, person) = (context.assessment, context.request.person)
        if assessment.outcome == .unknown { return .notChecked }
        if context.ladder.running != nil, person == nil { return .underWay }
        if assessment.verdict == .good { return .healthy }
        if person != nil { return nil }
        let stuck = context.session.incident?.cause == .stuckConnecting && assessment.status == .connecting
        // An account that waits after its code expired is bad by time, not by score.
        let expired = context.session.incident?.cause == .qrExpired
        guard assessment.wantsRecovery(below: context.settings.reconnectThreshold) || stuck || expired else {
            return .notWanted
        }
        return context.settings.autoReconnect ? nil : .switchedOff
    }

    /// The session shows a QR code: the user is told at once, and nothing is touched. Once by itself in an incident.
    ///
    /// A person who asks gets the code that is there, also where they asked for a new login: that is one. Whoever insists
    /// has seen that the code is of no use.
    private static func mayAskScan(_ context: RecoveryContext, _ holds: [GateHold]) -> Bool {
        guard context.assessment.mayShowQR else { return false }
        if let person = context.request.person {
            return person.newLogin ? context.assessment.showsQR && !person.insists : true
        }
        guard context.assessment.loginGone, context.session.scanAskedAt == nil else { return false }
        // Waiting for the scan and the budget of attempts are no reasons to keep the code from its user.
        return holds.allSatisfy { $0.gate == .qrPending && !$0.needsHuman || $0.gate == .budget }
    }

    /// How long the gates will hold, as far as they know; never longer than an interval, never shorter than a second look.
    private static func delay(_ holds: [GateHold], _ context: RecoveryContext, random: Double) -> Duration {
        let settings = context.settings
        let latest = holds.map { $0.until ?? context.now + settings.checkInterval }.max() ?? context.now
        let spread = settings.confirmDelay(random: random) - settings.confirmDelay
        return min(max(latest - context.now, settings.confirmDelay) + spread, settings.checkInterval)
    }
}
