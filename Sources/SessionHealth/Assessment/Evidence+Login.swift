internal import WallTime

extension Evidence {
    /// The gateway's answer, where it knows the session.
    var answer: SessionAnswer? {
        if case .answered(let answer) = observation { answer } else { nil }
    }

    /// Why the gateway gave no answer.
    var failure: GatewayFailure.Kind? {
        if case .unreachable(let failure) = observation { failure.kind } else { nil }
    }

    /// Why the session is not connected: what the gateway says now, else what it said before and nothing contradicts.
    func ending(at now: Timestamp) -> EndingReport? {
        let status = observation.status
        guard status != .connected else { return nil }
        let told = answer.flatMap { answer in
            answer.ending.map {
                EndingReport($0, at: answer.since, heardAt: observedAt ?? now, teller: .answer, words: answer.words)
            }
        }
        let current = told.flatMap { isOutdated($0) ? nil : $0 }
        guard let kept = remembered.ending, !isContradicted(kept, by: status) else { return current }
        guard let current else { return kept }
        return kept.givesWay(to: current) ? current : kept
    }

    /// Whether a reason is about an earlier connection than the one that was lost: Evolution leaves the reason of the last
    /// logout in its row when the session is back.
    func isOutdated(_ report: EndingReport) -> Bool {
        guard let connected = remembered.connectedSince else { return false }
        return report.at < connected
    }

    /// Somebody who stopped it has started it again. Every other reason ends with the session's return alone.
    private func isContradicted(_ report: EndingReport, by status: SessionStatus) -> Bool {
        report.ending == .stoppedByUser && (status == .connecting || status == .qrScanning)
    }

    /// What is known of the login: gone only with a proof, never for the lack of a sign.
    ///
    /// A code that is shown counts for a session that was linked. The mere status does not: the Node service is in "QR
    /// scanning" while it starts a session whose login is alive.
    func login(ended: SessionEnding?) -> LoginEvidence {
        let status = observation.status
        if status == .connected { return .kept }
        // The record stands against a mere word: whoever has cleared nothing has logged nothing out.
        if ended == .loggedOut, answer?.login != .kept { return .gone(.reason) }
        let wasLinked = databaseStatus == .connected || remembered.connectedSince != nil
        switch answer?.login {
        case .kept: return .kept
        case .cleared where wasLinked: return .gone(.recordCleared)
        case .cleared, nil:
            return wasLinked && status == .qrScanning && answer?.showsQR == true ? .gone(.codeShown) : .unknown
        }
    }
}
