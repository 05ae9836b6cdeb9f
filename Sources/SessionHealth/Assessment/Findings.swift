internal import WallTime

/// Collects the findings of one check, each by its own small rule, in the order of the score table.
struct Findings {
    let evidence: Evidence
    let settings: HealthSettings
    let now: Timestamp
    /// When what is wrong began, where a message tells: its first crash, or the oldest send that is stuck.
    private(set) var began: Timestamp?
    private var issues: [Issue] = []

    init(evidence: Evidence, settings: HealthSettings, now: Timestamp) {
        self.evidence = evidence
        self.settings = settings
        self.now = now
    }

    mutating func collect() -> [Issue] {
        issues = []
        status()
        traffic()
        failures()
        mismatch()
        crash()
        zombie()
        sendsFail()
        remarks()
        return issues
    }

    private mutating func found(
        _ code: Finding, points: Int = 0, _ text: String, _ values: [String: IssueValue]? = nil
    ) {
        issues.append(Issue(code, points: points, text, values))
    }

    private mutating func status() {
        let status = evidence.observation.status
        if status == .notFound {
            found(.notFound, points: settings.weights.notFound, "The gateway has no such session")
        } else if status != .connected {
            // An error's text in place of a status, say. What is said of an ending stands below.
            let words = evidence.ending(at: now) == nil ? evidence.answer?.words.map { " (\"\($0)\")" } ?? "" : ""
            found(
                .notConnected, points: settings.weights.notConnected,
                "Not connected: the gateway says \(status.rawValue)\(words)", ["status": .text(status.rawValue)])
        }
        if let report = evidence.ending(at: now) {
            let words = report.words.map { " (\"\($0)\")" } ?? ""
            found(
                .ended, "The session ended: \(report.ending.rawValue)\(words)",
                ["cause": .text(report.ending.rawValue)])
        }
    }

    private mutating func traffic() {
        guard evidence.hadTraffic, let last = evidence.lastMessage else { return }
        let quiet = now - last
        if quiet > settings.maxIdle {
            found(.idle, points: settings.weights.idle, "Idle: no message for \(quiet.spoken)", quiet.value)
        }
        if quiet > settings.noMessages {
            found(.noMessages, "No messages for \(quiet.spoken)", quiet.value)
        }
    }

    private mutating func failures() {
        let recent = evidence.failures.filter { $0.at > now - settings.failedWindow && $0.at <= now }
        let own = recent.filter { $0.blame == .session }.count
        let recipients = recent.filter { $0.blame == .recipient }.count
        if own > settings.maxFailedMessages {
            found(
                .failedMessages, points: settings.weights.failedMessages,
                "\(own) messages failed within \(settings.failedWindow.spoken)",
                ["count": .number(Int64(own)), "span_ms": .number(settings.failedWindow.wholeMilliseconds)])
        }
        if recipients > settings.maxFailedMessages {
            found(
                .recipientFailures, "\(recipients) messages failed because of their recipients",
                ["count": .number(Int64(recipients))])
        }
        if recent.contains(where: { $0.blame == .timeLock }) {
            found(.timeLocked, "WhatsApp forbids this number new chats for a while (463)")
        }
    }

    private mutating func mismatch() {
        let status = evidence.observation.status
        guard evidence.databaseStatus == .connected, status != .connected else { return }
        found(
            .statusMismatch, points: settings.weights.statusMismatch,
            "Status differs: the database says connected, the gateway \(status.rawValue)",
            ["status": .text(status.rawValue)])
    }

    private mutating func crash() {
        let start = connectionBegan ?? .distantPast
        // What got through afterwards proves that the page lives; and what a recipient's number caused never was a crash,
        // though the error was thrown in the page ("Evaluation failed: Error: wid error: invalid wid").
        let healed = max(start, evidence.lastAcknowledgedSend ?? .distantPast)
        let errors = evidence.failures.filter {
            $0.at > healed && $0.at >= now - settings.crashWindow && $0.at <= now && $0.blame == .session
        }
        let look = look(since: healed)
        let confirmed = look?.finding == .dead
        let crashes = errors.filter { CrashPattern.find(in: $0.error, confirmed: confirmed) != nil }
        if let first = crashes.min(by: { $0.at < $1.at }),
            let pattern = CrashPattern.find(in: first.error, confirmed: confirmed)
        {
            began = first.at
            found(
                .crash, points: settings.weights.crash, "The session crashed: \(pattern)", ["pattern": .text(pattern)])
        } else if confirmed, evidence.observation.status == .connected {
            found(.pageDead, "The session's page does not answer")
        } else if errors.contains(where: { isReload($0, after: look) }) {
            found(.crashUnconfirmed, "The session's page reloaded; a second look will tell whether it crashed")
        }
    }

    /// A reload that no look has cleared up yet.
    private func isReload(_ failure: FailedMessage, after look: DeepLook?) -> Bool {
        guard CrashPattern.find(in: failure.error, confirmed: true) != nil else { return false }
        return look?.finding != .alive || failure.at > look?.at ?? .distantPast
    }

    /// The deeper look that counts: this check's, else the last one, as long as it is about the session of now.
    private func look(since start: Timestamp) -> DeepLook? {
        if let probe = evidence.probe, probe != .inconclusive { return DeepLook(at: now, finding: probe) }
        guard let kept = evidence.remembered.look, kept.at > start, kept.at <= now else { return nil }
        return now - kept.at <= settings.crashWindow ? kept : nil
    }

    /// When the connection over which messages go now began, as far as its beginning was seen.
    private var connectionBegan: Timestamp? {
        [evidence.sessionStartedAt, evidence.remembered.backSince].compactMap { $0 }.max()
    }

    private mutating func zombie() {
        guard evidence.observation.status == .connected else { return }
        let zombie = Zombie.find(
            in: evidence.sends, acknowledgementsReported: evidence.acknowledgementsReported,
            since: connectionBegan, now: now,
            after: max(settings.zombieAfter, evidence.acknowledgementDelay ?? .zero), window: settings.failedWindow)
        guard let zombie else { return }
        began = min(began ?? zombie.since, zombie.since)
        let count = zombie.stuck == 1 ? "1 message has" : "\(zombie.stuck) messages have"
        let stuck = now - zombie.since
        found(
            .zombie, "\(count) not reached WhatsApp for \(stuck.spoken)",
            ["count": .number(Int64(zombie.stuck)), "span_ms": .number(stuck.wholeMilliseconds)])
    }

    private mutating func sendsFail() {
        guard evidence.observation.status == .connected else { return }
        let run = FailingSends.find(
            in: evidence.failures, accepted: evidence.sends.map(\.at).max(), since: connectionBegan, now: now,
            settings: settings)
        guard let run else { return }
        began = min(began ?? run.since, run.since)
        found(
            .sendsFail, "Nothing gets through: the last \(run.count) messages failed (\"\(run.error)\")",
            ["count": .number(Int64(run.count))])
    }

    private mutating func remarks() {
        if let answer = evidence.answer, answer.restricted {
            let end = answer.restrictedUntil.flatMap { $0 > now ? $0 : nil }
            let words = answer.words.map { ": \($0)" } ?? ""
            found(
                .restricted,
                "WhatsApp has restricted this number\(words)" + (end.map { ", for \(($0 - now).spoken) more" } ?? ""),
                end.map { ["left_ms": .number(($0 - now).wholeMilliseconds), "until_ms": .number($0.milliseconds)] })
        }
        // What it was linked to before a connection was lost is no news.
        if let number = evidence.anotherNumber, evidence.observation.status == .connected {
            found(
                .anotherNumber,
                "The session is linked to another number: +\(number.told) instead of +\(number.known)",
                ["number": .text(number.told), "known": .text(number.known)])
        }
        if let silence = evidence.silence {
            let quiet = Duration.milliseconds(silence.milliseconds).spoken
            found(
                .silent, "Unusually quiet: no message for \(quiet), about \(Int(silence.expected)) are usual",
                ["span_ms": .number(Int64(silence.milliseconds)), "usual": .number(Int64(silence.expected))])
        }
        if !evidence.sharesNumberWith.isEmpty {
            let names = evidence.sharesNumberWith.prefix(3).map { String($0.prefix(60)) }.joined(separator: ", ")
            found(.duplicateNumber, "The same number is linked to \(names)", ["names": .text(names)])
        }
    }
}

extension Duration {
    fileprivate var value: [String: IssueValue] { ["span_ms": .number(wholeMilliseconds)] }
}
