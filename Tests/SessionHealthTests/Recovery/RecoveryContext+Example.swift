import WallTime

@testable import SessionHealth

let noon = Timestamp(seconds: 1_000_000)

/// A session that was lost ten minutes ago, whose second check has confirmed it, at a gateway that is well: everything
/// lets a recovery through. Tests change one thing.
func lostSession(
    _ answer: SessionAnswer = SessionAnswer(status: .disconnected), database: SessionStatus = .connected,
    sends: [SentMessage] = [], change: (inout RecoveryContext) -> Void = { _ in }
) -> RecoveryContext {
    let observation: GatewayObservation = answer.status == .notFound ? .notFound : .answered(answer)
    return lostSession(Evidence(databaseStatus: database, observation: observation, sends: sends), change: change)
}

func lostSession(_ evidence: Evidence, change: (inout RecoveryContext) -> Void = { _ in }) -> RecoveryContext {
    let settings = HealthSettings()
    let subject = SessionSubject(gateway: "g", session: "s")
    let assessment = HealthAssessment(evidence, settings: settings, now: noon)
    var session = SessionHealthState()
    let good = HealthAssessment(
        Evidence(databaseStatus: .connected, observation: .answered(.connected)), settings: settings, now: noon)
    for (result, ago) in [(good, 700.0), (assessment, 600), (assessment, 580), (assessment, 0)] {
        _ = session.checked(result, subject: subject, at: noon - .seconds(ago), random: 0, settings: settings)
    }
    var gateway = GatewayState()
    let probe = ProbeRecord(at: noon - .seconds(10), uptime: 900_000)
    _ = gateway.probed(probe, gateway: "g", random: 0, settings: settings)
    _ = gateway.surveyed(
        FleetCensus(expected: 100, bad: 1, listed: 100), gateway: "g", at: noon, random: 0, settings: settings)
    var context = RecoveryContext(
        subject: subject, now: noon, settings: settings, assessment: assessment, session: session, gateway: gateway,
        capabilities: RecoveryCapabilities(ownRetry: .seconds(155)))
    change(&context)
    return context
}

extension RecoveryContext {
    var plan: RecoveryPlan { RecoveryPlan(self, random: 0) }
    var holdCodes: [String] { RecoveryGate.holds(self).map(\.code) }
}
