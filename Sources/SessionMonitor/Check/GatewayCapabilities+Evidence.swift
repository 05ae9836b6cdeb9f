import Gateways
import SessionHealth

extension GatewayCapabilities {
    /// What the list's word is worth: where the question after one session comes nearer to the socket, it is a record.
    var listEvidence: EvidenceSource { confirmsAlone ? .stored : statusSource }
}

extension GatewayObservation {
    /// The same with where it comes from, unless its adapter said so.
    func told(_ source: EvidenceSource?) -> GatewayObservation {
        guard case .answered(var answer) = self, answer.source == nil else { return self }
        answer.source = source
        return .answered(answer)
    }
}
