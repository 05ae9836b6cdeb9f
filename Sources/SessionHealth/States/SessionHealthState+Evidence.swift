package import WallTime

/// What is remembered between checks of reasons, and of what could not be judged.
extension SessionHealthState {
    /// Takes in why the session ended, as a poll or a webhook said it.
    ///
    /// - Returns: whether it is new: then the session is worth a look.
    @discardableResult
    package mutating func heard(_ report: EndingReport) -> Bool {
        // About an earlier connection than the last one: a webhook that came late, or a row that was not cleared.
        if let connected = connectedSince, report.at < connected { return false }
        guard ending?.givesWay(to: report) ?? true else { return false }
        (ending, endingDoubtedSince) = (report, nil)
        return true
    }

    /// No login is scanned anew so soon after it was lost; a gateway's memory may lag so far behind its own webhook.
    private static let memoryLag = Duration.seconds(5)

    /// It is connected, and whoever says so knows it and was asked after the reason was heard.
    ///
    /// A logout is over with the first such answer: it is the one reason that lets a login be ended. The others wait until the
    /// connection has held for a second look: whoever fights for a number is connected for some seconds as well.
    mutating func contradictEnding(_ assessment: HealthAssessment, at now: Timestamp, settings: HealthSettings) {
        guard let report = ending, assessment.isConnectionProven else { return }
        let observed = assessment.observedAt ?? now
        guard observed >= report.heardAt + Self.memoryLag else { return }
        let first = endingDoubtedSince ?? observed
        endingDoubtedSince = first
        if report.ending == .loggedOut || observed - first >= settings.confirmDelay {
            (ending, endingDoubtedSince) = (nil, nil)
        }
    }

    /// Not connected and not expected to be: an incident that only this explains is over.
    mutating func endWithout(_ assessment: HealthAssessment, at now: Timestamp) -> [SessionAction] {
        guard var open = incident else { return [] }
        switch assessment.cause {
        case .stoppedByUser: open.become(.stoppedByUser, assessment.issues.map(\.text))
        default: guard open.cause == .unknownStatus else { return [] }
        }
        open.resolvedAt = now
        open.blockedBy = []
        incident = nil
        (firstBadAt, scanAskedAt) = (nil, nil)
        phase = .waiting
        return [.closeIncident(open)]
    }

    /// Whether nothing has been known of it for so long that what it was before counts no longer.
    package func isUnknown(at now: Timestamp, settings: HealthSettings) -> Bool {
        unjudgedSince.map { now - $0 >= settings.unknownAfter } ?? false
    }

    /// A check that proves nothing changes nothing; many of them are an incident of their own, which needs a person when it
    /// goes on for three times as long. While its gateway is in trouble that one's incident says it.
    mutating func couldNotBeJudged(
        _ assessment: HealthAssessment, subject: SessionSubject, inhibited: Bool, at now: Timestamp,
        settings: HealthSettings
    ) -> [SessionAction] {
        unjudgedSince = unjudgedSince ?? now
        guard !inhibited else {
            unclearSince = nil
            return []
        }
        // That we did not ask, out of consideration for a gateway, says nothing of the session.
        guard assessment.failure != .notAsked else { return [] }
        let since = unclearSince ?? now
        unclearSince = since
        guard now - since >= settings.unknownAfter else { return [] }
        let needsPerson = now - since >= settings.unknownAfter * 3
        guard var open = incident else {
            let judged = Judged(unknownSince: since, needsHuman: needsPerson)
            let new = Incident(
                confirming: judged, evidence: assessment.issues.map(\.text), subject: subject, firstBad: since,
                lastGood: lastGoodAt, flapping: false, at: now, settings: settings)
            incident = new
            firstBadAt = nil
            goodSince = nil
            phase = new.needsHuman ? .held : .hard
            return [.openIncident(new)]
        }
        guard needsPerson, !open.needsHuman, phase != .recovering else { return [] }
        open.needsHuman = true
        incident = open
        phase = .held
        return [.updateIncident(open)]
    }
}
