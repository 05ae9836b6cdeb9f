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
    /// It waits for a scan, and nothing says that no code is shown: a restart might kill the code on somebody's screen.
    package var mayShowQR: Bool
    /// Why it is not connected: said now, or before and not contradicted since.
    package var ending: EndingReport?
    /// What the gateway said besides its status word.
    package var words: String?
    /// Where the status comes from; nil where that is not declared.
    package var source: EvidenceSource?
    /// The gateway waits for somebody at the phone.
    package var needsPerson: Bool
    /// When the gateway says that the session entered its present state.
    package var since: Timestamp?
    /// When what is wrong began, where a message tells: its first crash, or the oldest send that is stuck.
    package var began: Timestamp?
    /// Evidence of life: when the newest message was sent that the server acknowledged.
    package var lastAcknowledgedSend: Timestamp?
    /// The newest sign of life: a message came in, or one got through.
    package var lastLifeSign: Timestamp?
    /// When the gateway gave its answer; nil: at the time of the check.
    package var observedAt: Timestamp?
    /// Why it could not be judged, where its gateway gave no answer.
    package var failure: GatewayFailure.Kind?
    /// What the deeper look proved, where this check took one.
    package var look: DeepProbe?

    /// Whether it is proven that the login is gone.
    package var loginGone: Bool { if case .gone = login { true } else { false } }

    /// What was subtracted, and why.
    package var deductions: [Issue] { issues.filter { $0.points > 0 } }

    /// Whether recovery would be wanted if the result is confirmed.
    ///
    /// - Parameter threshold: `HealthSettings.reconnectThreshold`.
    package func wantsRecovery(below threshold: Int) -> Bool {
        guard verdict == .bad, let score else { return false }
        return score < threshold || has(.crash) || has(.pageDead) || has(.zombie) || has(.sendsFail)
    }

    /// Whether a deeper look, where the gateway has one, would tell more: the page reloaded, or it is unusually silent. What a
    /// look has found is looked at again before it is believed.
    ///
    /// - Parameter last: when a look last proved something: silence alone asks for one in half an hour.
    package func wantsLook(last: Timestamp?, now: Timestamp, settings: HealthSettings) -> Bool {
        guard status == .connected else { return false }
        if has(.crashUnconfirmed) || has(.pageDead) || (has(.crash) && look == .dead) { return true }
        return has(.silent) && last.map { now - $0 > settings.crashWindow } ?? true
    }

    /// Whether "connected" was said by something that knows, and not by a database.
    package var isConnectionProven: Bool { status == .connected && source?.provesConnection != false }

    /// Whether the check found that.
    package func has(_ finding: Finding) -> Bool { issues.contains { $0.code == finding } }
}

extension HealthAssessment {
    /// Judges the evidence.
    package init(_ evidence: Evidence, settings: HealthSettings, now: Timestamp) {
        let evidence = evidence.withoutFuture(of: now)
        switch evidence.observation {
        case .unreachable(let failure):
            self.init(
                unjudged: evidence, cause: IncidentCause(failure.kind),
                Issue(.gatewayFailed, failure.detail, ["cause": .text(failure.kind.rawValue)]))
        case .answered(let answer) where answer.status == .unknown:
            let word = answer.raw.map { "\"\($0)\"" } ?? "none"
            let words = answer.words.flatMap { $0 == answer.raw ? nil : "; it says: \($0)" } ?? ""
            self.init(
                unjudged: evidence, cause: nil,
                Issue(.statusUntrusted, "The gateway gave a status that cannot be trusted: \(word)\(words)"))
        default:
            var findings = Findings(evidence: evidence, settings: settings, now: now)
            let issues = findings.collect()
            self.init(evidence, issues: issues, began: findings.began, settings: settings, now: now)
        }
    }

    private init(unjudged evidence: Evidence, cause: IncidentCause?, _ issue: Issue) {
        self.init(
            outcome: .unknown, score: nil, level: .unknown, issues: [issue], status: .unknown,
            rawStatus: evidence.answer?.raw, databaseStatus: evidence.databaseStatus, verdict: .unknown, cause: cause,
            login: .unknown, showsQR: false, mayShowQR: false, ending: nil, words: evidence.answer?.words,
            source: evidence.answer?.source, needsPerson: false, since: nil, began: nil,
            lastAcknowledgedSend: evidence.lastAcknowledgedSend, lastLifeSign: evidence.lastLifeSign,
            observedAt: evidence.observedAt, failure: evidence.failure, look: evidence.probe)
    }

    private init(
        _ evidence: Evidence, issues: [Issue], began: Timestamp?, settings: HealthSettings, now: Timestamp
    ) {
        let status = evidence.observation.status
        let answer = evidence.answer
        let score = min(100, max(0, 100 - issues.reduce(0) { $0 + $1.points }))
        let found = Set(issues.map(\.code))
        let report = evidence.ending(at: now)
        let login = evidence.login(ended: report?.ending)
        let cause = Self.cause(
            status, found, score: score, ended: report?.ending, login: login, expected: evidence.databaseStatus,
            settings: settings)
        let verdict: Verdict =
            if status == .connected {
                cause == nil ? .good : .bad
            } else if cause == .stoppedByUser {
                .waiting
            } else {
                found.contains(.statusMismatch) || (report != nil && answer?.ending != nil)
                    || score < settings.reconnectThreshold ? .bad : .waiting
            }
        // A zombie has full marks, and is not well all the same.
        let level = HealthLevel(score: score)
        self.init(
            outcome: .checked, score: score, level: verdict == .bad ? level.atMost(.warning) : level, issues: issues,
            status: status, rawStatus: answer?.raw, databaseStatus: evidence.nextDatabaseStatus, verdict: verdict,
            cause: verdict == .bad || cause == .stoppedByUser ? cause : nil, login: login,
            showsQR: status == .qrScanning && answer?.showsQR == true,
            mayShowQR: status == .qrScanning && answer?.showsQR != false, ending: report, words: answer?.words,
            source: answer?.source, needsPerson: status != .connected && answer?.needsPerson == true,
            since: answer?.since, began: began, lastAcknowledgedSend: evidence.lastAcknowledgedSend,
            lastLifeSign: evidence.lastLifeSign, observedAt: evidence.observedAt, look: evidence.probe)
    }

    /// Why something is wrong, the most telling reason first; nil where nothing is.
    private static func cause(
        _ status: SessionStatus, _ found: Set<Finding>, score: Int, ended: SessionEnding?, login: LoginEvidence,
        expected: SessionStatus, settings: HealthSettings
    ) -> IncidentCause? {
        // A code that is shown now tells more than what was said before; but a ban is not ended by it.
        if case .gone(.codeShown) = login, expected == .connected, ended != .banned { return .loggedOut }
        if let ended { return IncidentCause(ended) }
        if status == .notFound { return .notFound }
        if case .gone = login, expected == .connected { return .loggedOut }
        if found.contains(.crash) || found.contains(.pageDead) { return .crash }
        if found.contains(.zombie) || found.contains(.sendsFail) { return .zombie }
        guard status == .connected else { return .disconnected }
        // Nothing goes out though it says connected: the nearest name. Idleness alone is no illness.
        return found.contains(.failedMessages) && score < settings.reconnectThreshold ? .zombie : nil
    }
}

extension Evidence {
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
