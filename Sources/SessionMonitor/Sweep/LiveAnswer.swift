import Gateways
package import SessionHealth
package import WallTime

/// What a gateway said of one session when it was asked for it alone, beside its list.
package struct LiveAnswer: Sendable, Hashable {
    /// When it was asked.
    package var at: Timestamp
    package var latency: Duration
    package var observation: GatewayObservation
    /// The session's number, where the gateway tells it.
    package var phone: String?

    /// Asks. An answer that cannot be had is one as well: then nobody knows.
    static func ask(_ gateway: any Gateway, _ session: String, clock: any WallClock) async -> LiveAnswer {
        let startedAt = clock.now()
        do throws(GatewayError) {
            let answer = try await gateway.session(session)
            return LiveAnswer(
                at: startedAt, latency: clock.now() - startedAt, observation: answer.observed,
                phone: answer.observation?.phone)
        } catch {
            return LiveAnswer(
                at: startedAt, latency: clock.now() - startedAt, observation: .unreachable(error.failure), phone: nil)
        }
    }

    /// Whether the gateway answered.
    var isAnswered: Bool {
        if case .unreachable = observation { false } else { true }
    }

    /// Whether it was not asked at all, by our own restraint.
    var isNotAsked: Bool {
        if case .unreachable(let failure) = observation { failure.kind == .notAsked } else { false }
    }
}
