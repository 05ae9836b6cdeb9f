import WallTime

@testable import SessionHealth

/// One session of the simulated world: how it really is, and what Denyut believes of it.
struct SimulatedSession {
    /// What a step does to it, after so many seconds.
    enum Effect {
        case connects(after: Double)
        case showsQR(after: Double)
        /// Connected, and thrown out again by whoever holds the number.
        case connectsFor(Double, after: Double)
        case nothing
    }

    var name: String
    // How it really is.
    var answer: SessionAnswer? = SessionAnswer(status: .connected)
    /// Whether the login lives. A destructive call on a living login is what must never happen.
    var loginAlive = true
    var effects: [SoftStep.Action: Effect] = [:]
    /// The gateway does nothing of what it is asked.
    var declines: RungAttempt.Outcome?
    /// How long the user takes to scan a code that is shown; nil: never.
    var scansAfter: Double?

    // What Denyut has.
    var database = SessionStatus.connected
    var file = SessionCase()
    var account = AccountConditions()
    var failures: [FailedMessage] = []
    var sends: [SentMessage] = []
    var startedAt: Timestamp?
    var probe: DeepProbe?

    // What happened.
    var steps: [(at: Double, step: String)] = []
    var score: Int?
    var blocks: Set<String> = []
    /// When the deeper look was taken.
    var looks: [Double] = []

    /// The gateway gives no answer about it that can be believed.
    var silent = false

    var observation: GatewayObservation {
        if silent { return .unreachable(GatewayFailure(.badAnswer, "contradictory")) }
        return answer.map { .answered($0) } ?? .notFound
    }

    mutating func become(_ status: SessionStatus, ending: SessionEnding? = nil, showsQR: Bool? = nil, at now: Timestamp)
    {
        answer = SessionAnswer(status: status, ending: ending, showsQR: showsQR, since: now)
    }
}
