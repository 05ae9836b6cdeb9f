package import WallTime

/// What one check comes to: a pure function of the evidence, the settings and the time.
package struct HealthAssessment: Sendable, Hashable, Codable {
    package enum Outcome: String, Sendable, Hashable, Codable {
        /// The session was judged.
        case checked
        /// It could not be: the last score stays and is shown as stale, and nothing is touched.
        case unknown
    }

    /// What the check means for the session's state.
    package enum Verdict: String, Sendable, Hashable, Codable {
        /// Connected, and nothing speaks against it.
        case good
        /// Something is wrong that recovery or a person must mend.
        case bad
        /// Not connected and not expected to be: it waits for a scan, starts up, or was never linked.
        case waiting
        /// The check proves nothing.
        case unknown
    }

    package var outcome: Outcome
    /// 0–100; nil where the outcome is unknown.
    package var score: Int?
    package var level: HealthLevel
    /// Everything found, in the order of the score table, with its points and text.
    package var issues: [Issue]
    /// The gateway's status in our words.
    package var status: SessionStatus
    /// The gateway's own word for it.
    package var rawStatus: String?
    /// What the database shall remember from now on.
    package var databaseStatus: SessionStatus
    package var verdict: Verdict
    /// The cause an incident would have; nil where nothing is wrong. Of scope `gateway` where the gateway failed.
    package var cause: IncidentCause?
    /// What is known of the login. Without a proof that it is gone nothing replaces it by itself, whatever failed.
    package var login: LoginEvidence
    /// A QR code is being shown right now.
    package var showsQR: Bool
    /// When the gateway says that the session entered its present state.
    package var since: Timestamp?
    /// When what is wrong began, where a message tells: its first crash, or the oldest send that is stuck.
    package var began: Timestamp?
    /// Evidence of life: when the newest message was sent that the server acknowledged.
    package var lastAcknowledgedSend: Timestamp?

    /// Whether it is proven that the login is gone.
    package var loginGone: Bool { if case .gone = login { true } else { false } }

    /// What was subtracted, and why.
    package var deductions: [Issue] { issues.filter { $0.points > 0 } }

    /// Whether recovery would be wanted if the result is confirmed.
    ///
    /// - Parameter threshold: `HealthSettings.reconnectThreshold`.
    package func wantsRecovery(below threshold: Int) -> Bool {
        guard verdict == .bad, let score else { return false }
        return score < threshold || has(.crash) || has(.pageDead) || has(.zombie)
    }

    /// Whether the check found that.
    package func has(_ finding: Finding) -> Bool { issues.contains { $0.code == finding } }
}

extension HealthAssessment {
    /// Judges the evidence.
    package init(_ evidence: Evidence, settings: HealthSettings, now: Timestamp) {
        switch evidence.observation {
        case .unreachable(let failure):
            self.init(
                unjudged: evidence, cause: IncidentCause(failure.kind),
                Issue(.gatewayFailed, failure.detail, ["cause": .text(failure.kind.rawValue)]))
        case .answered(let answer) where answer.status == .unknown:
            let word = answer.raw.map { "\"\($0)\"" } ?? "none"
            self.init(
                unjudged: evidence, cause: nil,
                Issue(.statusUntrusted, "The gateway gave a status that cannot be trusted: \(word)"))
        default:
            var findings = Findings(evidence: evidence, settings: settings, now: now)
            let issues = findings.collect()
            self.init(evidence, issues: issues, began: findings.began, settings: settings)
        }
    }

    private init(unjudged evidence: Evidence, cause: IncidentCause?, _ issue: Issue) {
        self.init(
            outcome: .unknown, score: nil, level: .unknown, issues: [issue], status: .unknown,
            rawStatus: evidence.answer?.raw, databaseStatus: evidence.databaseStatus, verdict: .unknown, cause: cause,
            login: .unknown, showsQR: false, since: nil, began: nil,
            lastAcknowledgedSend: evidence.lastAcknowledgedSend)
    }

    private init(_ evidence: Evidence, issues: [Issue], began: Timestamp?, settings: HealthSettings) {
        let status = evidence.observation.status
        let answer = evidence.answer
        let score = min(100, max(0, 100 - issues.reduce(0) { $0 + $1.points }))
        let found = Set(issues.map(\.code))
        let ended = status == .connected ? nil : answer?.ending
        let login = evidence.login(ended: ended)
        let cause: IncidentCause? =
            if let ended {
                IncidentCause(ended)
            } else if status == .notFound {
                .notFound
            } else if case .gone = login {
                .loggedOut
            } else if found.contains(.crash) || found.contains(.pageDead) {
                .crash
            } else if found.contains(.zombie) {
                .zombie
            } else if status == .connected {
                // Nothing goes out though it says connected: the nearest name. Idleness alone is no illness.
                found.contains(.failedMessages) && score < settings.reconnectThreshold ? .zombie : nil
            } else {
                .disconnected
            }
        let verdict: Verdict =
            if status == .connected {
                cause == nil ? .good : .bad
            } else if cause == .stoppedByUser {
                .waiting
            } else {
                found.contains(.statusMismatch) || ended != nil || score < settings.reconnectThreshold
                    ? .bad : .waiting
            }
        self.init(
            outcome: .checked, score: score, level: HealthLevel(score: score), issues: issues, status: status,
            rawStatus: answer?.raw, databaseStatus: evidence.nextDatabaseStatus, verdict: verdict,
            cause: verdict == .bad || cause == .stoppedByUser ? cause : nil,
            login: login, showsQR: status == .qrScanning && answer?.showsQR == true, since: answer?.since, began: began,
            lastAcknowledgedSend: evidence.lastAcknowledgedSend)
    }
}

extension Evidence {
    /// The gateway's answer, where it knows the session.
    var answer: SessionAnswer? {
        if case .answered(let answer) = observation { answer } else { nil }
    }

    /// What is known of the login: gone only with a proof, never for the lack of a sign.
    ///
    /// A code that is shown counts for a session that was linked. The mere status does not: the Node service is in "QR
    /// scanning" while it starts a session whose login is alive.
    fileprivate func login(ended: SessionEnding?) -> LoginEvidence {
        let status = observation.status
        if status == .connected { return .kept }
        if ended == .loggedOut { return .gone(.reason) }
        let wasLinked = databaseStatus == .connected
        switch answer?.login {
        case .kept: return .kept
        case .cleared where wasLinked: return .gone(.recordCleared)
        case .cleared, nil:
            return wasLinked && status == .qrScanning && answer?.showsQR == true ? .gone(.codeShown) : .unknown
        }
    }

    /// What the database shall remember from now on.
    ///
    /// It follows the gateway, with one exception: "connected" stays while the gateway says otherwise, because that is
    /// the mismatch to be repaired. It ends by the session's return, by a recovery that sets `qr_scanning`, or by a
    /// person. If it followed at once, a lost session would look half well at the second check.
    fileprivate var nextDatabaseStatus: SessionStatus {
        let observed = observation.status
        return databaseStatus == .connected ? .connected : observed
    }
}
