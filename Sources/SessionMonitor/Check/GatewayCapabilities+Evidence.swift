import Gateways
import SessionHealth
import WallTime

extension GatewayCapabilities {
    /// What the list's word is worth: where the question after one session comes nearer to the socket, it is a record.
    var listEvidence: EvidenceSource { confirmsAlone ? .stored : statusSource }
}

extension GatewayObservation {
    /// What the list said, with where it comes from and within what the kind can know.
    func listed(by capabilities: GatewayCapabilities?) -> GatewayObservation {
        told(capabilities, source: capabilities?.listEvidence)
    }

    /// What was said of the session alone, with where it comes from and within what the kind can know.
    func toldAlone(by capabilities: GatewayCapabilities?) -> GatewayObservation {
        told(capabilities, source: capabilities?.aloneSource)
    }

    private func told(_ capabilities: GatewayCapabilities?, source: EvidenceSource?) -> GatewayObservation {
        guard case .answered(var answer) = self, let capabilities else { return self }
        answer.source = answer.source ?? source
        return .answered(capabilities.evidence.bounded(answer))
    }
}

extension SessionCheck {
    /// What the gateway said, where it is young enough to tell of now: a process that was suspended, or a database that was locked,
    /// must not judge by what was so an hour ago.
    func observation(at now: Timestamp) -> GatewayObservation {
        guard let limit = gateway.capabilities?.evidence.status.maximumAge, now - observedAt > limit else {
            return observation
        }
        let seconds = (now - observedAt).wholeMilliseconds / 1000
        return .unreachable(GatewayFailure(.notAsked, "The answer is \(seconds) s old, and tells of another time"))
    }
}
