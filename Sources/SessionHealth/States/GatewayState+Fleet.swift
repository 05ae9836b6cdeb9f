package import WallTime

extension GatewayState {
    /// Takes in how many of the gateway's sessions are bad at once.
    ///
    /// - Parameters:
    ///   - others: the newest censuses of the other gateways on the same host.
    ///   - now: the time of the list that the census was taken from.
    package mutating func surveyed(
        _ census: FleetCensus, others: [FleetCensus] = [], gateway: String, at now: Timestamp, random: Double,
        settings: HealthSettings
    ) -> [GatewayAction] {
        let previous = self.census
        (self.census, censusAt) = (census, now)
        // A restart is noticed by the probe, before the first census tells how many sessions have to come back.
        if let restartedAt, previous?.known != census.known {
            let until = restartedAt + settings.restartGrace(sessions: census.known)
            if until > now { settlingUntil = max(settlingUntil ?? .distantPast, until) }
        }
        guard let (cause, text) = reasonToBrake(census, others: others, at: now, settings) else {
            return released(census, gateway: gateway, at: now, settings)
        }
        guard let since = brakeSince else {
            (brake, brakeSince) = (cause, now)
            return [.recheck(after: settings.confirmDelay(random: random))]
        }
        brake = cause
        guard now - since >= settings.confirmDelay else { return [] }
        if incident != nil { return upgrade(to: cause, text) }
        return [open(cause, text, gateway: gateway, firstBad: since, at: now, settings: settings)]
    }

    /// Why nobody is to be touched, with the words for it; nil where each session is its own case.
    private mutating func reasonToBrake(
        _ census: FleetCensus, others: [FleetCensus], at now: Timestamp, _ settings: HealthSettings
    ) -> (IncidentCause, String)? {
        if let cause = census.brake(settings) { return (cause, brakeText(census)) }
        let together = census.together ?? 0
        guard together > 0 else {
            fewWereBraked = false
            return nil
        }
        let host = HostCensus([census] + others)
        // The line is down as far as can be seen from here: one session is enough.
        if line.isOut {
            return (
                .shared,
                "WhatsApp's own hosts cannot be reached from here, and \(host.together) of \(host.expected) sessions are not connected"
            )
        }
        // What is bad while the line is up has another cause, and a few sessions may have one each.
        guard !line.isUp(at: now, settings: settings), host.looksShared(settings) else { return nil }
        let place = host.gateways > 1 ? "of \(host.gateways) gateways on this host " : ""
        let text = "\(host.together) of \(host.expected) sessions \(place)were lost at the same time"
        guard host.together < settings.brakeMinimum else { return (.shared, text) }
        // Two may have two causes after all: they are not left alone for ever.
        if let since = brakeSince, brake == .shared,
            now - since >= max(settings.restartGrace, settings.checkInterval * 2)
        {
            fewWereBraked = true
        }
        return fewWereBraked ? nil : (.shared, text)
    }

    private mutating func released(
        _ census: FleetCensus, gateway: String, at now: Timestamp, _ settings: HealthSettings
    ) -> [GatewayAction] {
        if brake != nil {
            // The rest may still come back by itself, one after the other.
            if census.bad > 0, incident != nil, !fewWereBraked {
                let until = now + settings.restartGrace(sessions: census.bad)
                settlingUntil = max(settlingUntil ?? .distantPast, until)
                if phase == .good { phase = .restarting }
            }
            (brake, brakeSince) = (nil, nil)
        }
        if phase == .restarting, incident == nil, census.bad > 0, let restartedAt {
            let text = "The gateway restarted; \(census.bad) of \(census.expected) sessions are not back yet"
            return [open(.restarted, text, gateway: gateway, firstBad: restartedAt, at: now, settings: settings)]
        }
        return closeIfWell(at: now)
    }

    /// Nothing is left to wait for: reachable, no brake, and either the grace is over or every session is back.
    mutating func closeIfWell(at now: Timestamp) -> [GatewayAction] {
        guard brake == nil, lastFailure == nil else { return [] }
        if phase == .restarting, let census, census.bad == 0, census.expected > 0,
            (censusAt ?? .distantPast) > (restartedAt ?? .distantPast),
            census.listed.map({ $0 >= census.expected }) ?? true
        {
            settlingUntil = nil
            phase = .good
        }
        guard phase == .good, var open = incident else { return [] }
        open.resolvedAt = max(goodSince ?? now, open.detectedAt)
        goodSince = nil
        incident = nil
        return [.closeIncident(open)]
    }

    mutating func open(
        _ cause: IncidentCause, _ text: String, gateway: String, firstBad: Timestamp, at now: Timestamp,
        settings: HealthSettings
    ) -> GatewayAction {
        var (began, source) = (firstBad, Incident.BeganSource.unknown)
        if cause == .restarted {
            source = .event
        } else if let last = lastGoodAt, last <= firstBad, firstBad - last <= settings.checkInterval * 2 {
            (began, source) = (last + (firstBad - last) / 2, .midpoint)
        }
        let open = Incident(
            gateway: gateway, session: nil, cause: cause, evidence: [text], beganAt: began, beganSource: source,
            detectedAt: cause == .restarted ? now : firstBad, confirmedAt: now)
        incident = open
        return .openIncident(open)
    }

    /// The incident goes on with another cause: one incident from the first failure until all is well.
    mutating func upgrade(to cause: IncidentCause, _ text: String) -> [GatewayAction] {
        guard var open = incident, open.cause != cause else { return [] }
        open.cause = cause
        if open.evidence.last != text { open.evidence = open.evidence.suffix(9) + [text] }
        incident = open
        return [.updateIncident(open)]
    }

    private func brakeText(_ census: FleetCensus) -> String {
        census.listed == 0
            ? "The gateway lists no session, and \(census.known) are known"
            : "\(census.bad) of \(census.expected) sessions are bad at once"
    }
}
