extension RecoveryLadder {
    /// Whether a stop of the session may be our own: a rung runs, or the last one has not brought it back. A gateway words our
    /// stop as it words its user's.
    package var mayHaveStoppedIt: Bool {
        running != nil || episode?.attempts.last.map { !$0.connected } ?? false
    }
}

extension GatewayObservation {
    /// The answer without the word that its user stopped the session, where that may have been us.
    package func withoutOwnStop(of ladder: RecoveryLadder) -> GatewayObservation {
        guard ladder.mayHaveStoppedIt, case .answered(var answer) = self, answer.ending == .stoppedByUser else {
            return self
        }
        answer.ending = nil
        return .answered(answer)
    }
}
