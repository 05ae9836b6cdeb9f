package import WallTime

/// What is known of a gateway between its probes, and how a probe and a census change it.
///
/// Like a session it is believed to be bad only at the second look, and well again only at the second good one. While it
/// is anything but good, no session of its is touched and none opens an incident. Stored as JSON with the gateway.
///
/// Fed with the probe and the list of a sweep. Not with the failures of single sessions: those are the sessions' own.
package struct GatewayState: Sendable, Hashable {
    package enum Phase: String, Sendable, Hashable, Codable {
        /// Never probed.
        case unknown
        case good
        /// One bad probe: to be confirmed.
        case suspect
        /// Two bad probes: the circuit is open, nothing but a probe now and then is sent.
        case down
        /// Down, and one good probe: the circuit is half open.
        case halfOpen = "half_open"
        /// Reachable, and still bringing its sessions back.
        case restarting
    }

    package var phase = Phase.unknown
    package var incident: Incident?
    /// Why the last probe was not good; nil where it was.
    package var lastFailure: GatewayFailure?
    package var lastProbeAt: Timestamp?
    package var lastGoodAt: Timestamp?
    /// The first bad probe of the present run.
    package var firstBadAt: Timestamp?
    /// The first good probe after it was down.
    package var goodSince: Timestamp?
    /// Bad probes in a row, for the circuit's back-off.
    package var badProbes = 0
    /// While the circuit is open, nothing is asked before this.
    package var circuitOpenUntil: Timestamp?

    /// When its process started, by its uptime.
    package var startedAt: Timestamp?
    /// When it last restarted, as far as we saw.
    package var restartedAt: Timestamp?
    /// Sessions are left alone until then, because it may still bring them back.
    package var settlingUntil: Timestamp?
    /// Our accounts on it at the last census.
    package var census: FleetCensus?
    package var censusAt: Timestamp?
    /// Why the fleet brake holds.
    package var brake: IncidentCause?
    /// Since when it holds.
    package var brakeSince: Timestamp?
    /// The brake of a few sessions has held for as long as it may, and does not hold again before they are well.
    package var fewWereBraked = false
    /// Whether WhatsApp's own hosts can be reached from here.
    package var line = LineState()

    /// When it last said of a session that it is not there, and the next moment that it is: several processes answer, each
    /// of which holds a part of the sessions.
    package var contradictedAt: Timestamp?

    /// A gateway that was just added.
    package init() {}

    /// Whether results of its sessions are to be taken as the gateway's trouble and not as theirs.
    package var inhibitsSessions: Bool {
        brake != nil || (phase != .good && phase != .unknown)
    }

    /// Whether "no such session" means nothing, because it contradicted itself within a day.
    package func contradictsItself(at now: Timestamp) -> Bool {
        contradictedAt.map { now - $0 < .days(1) } ?? false
    }

    /// Whether it may be asked at all now: with an open circuit only the occasional probe goes through.
    package func mayAsk(at now: Timestamp) -> Bool {
        circuitOpenUntil.map { now >= $0 } ?? true
    }

    /// Takes in a probe.
    ///
    /// - Parameter random: 0..<1, for the jitter of the second probe.
    package mutating func probed(
        _ probe: ProbeRecord, gateway: String, random: Double, settings: HealthSettings
    ) -> [GatewayAction] {
        forgetFuture(probe.at, settings: settings)
        if let failure = probe.failure, failure.kind == .notAsked {
            return wasNotAsked(failure, at: probe.at, random: random, settings: settings)
        }
        lastProbeAt = probe.at
        lastFailure = probe.failure
        if let failure = probe.failure {
            return failed(failure, gateway: gateway, at: probe.at, random: random, settings: settings)
        }
        var actions = noticeRestart(probe, settings: settings)
        lastGoodAt = probe.at
        badProbes = 0
        circuitOpenUntil = nil
        firstBadAt = nil
        switch phase {
        case .down:
            phase = .halfOpen
            goodSince = probe.at
            actions.append(.recheck(after: settings.confirmDelay(random: random)))
        case .halfOpen:
            guard let since = goodSince, probe.at - since >= settings.confirmDelay else { break }
            settle(at: probe.at)
        case .unknown, .good, .suspect, .restarting:
            settle(at: probe.at)
        }
        return actions + closeIfWell(at: probe.at)
    }

    /// A clock that was set back leaves times in the future: what waits for them would wait for ever.
    private mutating func forgetFuture(_ now: Timestamp, settings: HealthSettings) {
        firstBadAt = firstBadAt.map { min($0, now) }
        goodSince = goodSince.map { min($0, now) }
        brakeSince = brakeSince.map { min($0, now) }
        startedAt = startedAt.map { min($0, now) }
        restartedAt = restartedAt.map { min($0, now) }
        let grace = settings.restartGrace(sessions: census?.known ?? 0)
        settlingUntil = settlingUntil.map { min($0, now + grace) }
        circuitOpenUntil = circuitOpenUntil.map {
            min($0, now + max(settings.checkInterval, settings.circuitRetryAfterCap))
        }
    }

    /// We kept back by ourselves: that says nothing of the gateway, good or bad. It is asked as soon as it may be.
    private mutating func wasNotAsked(
        _ failure: GatewayFailure, at now: Timestamp, random: Double, settings: HealthSettings
    ) -> [GatewayAction] {
        let wait = min(failure.retryAfter ?? .zero, settings.circuitRetryAfterCap)
        if wait > .zero { circuitOpenUntil = max(circuitOpenUntil ?? now, now + wait) }
        return [.recheck(after: max(wait, settings.confirmDelay(random: random)))]
    }

    private mutating func failed(
        _ failure: GatewayFailure, gateway: String, at now: Timestamp, random: Double, settings: HealthSettings
    ) -> [GatewayAction] {
        goodSince = nil
        badProbes += 1
        let cause = IncidentCause(failure.kind) ?? .unreachable
        // Whoever asks to be left alone is asked again then, and not before.
        let wait = failure.retryAfter.map { min(max($0, .zero), settings.circuitRetryAfterCap) } ?? .zero
        if wait > .zero { circuitOpenUntil = max(circuitOpenUntil ?? now, now + wait) }
        switch phase {
        case .down, .halfOpen:
            phase = .down
            openCircuit(at: now, settings: settings)
            return upgrade(to: cause, failure.detail) + (wait > .zero ? [.recheck(after: wait)] : [])
        case .suspect:
            guard let first = firstBadAt, now - first >= settings.confirmDelay else { return [] }
            phase = .down
            openCircuit(at: now, settings: settings)
            if incident != nil { return upgrade(to: cause, failure.detail) }
            return [open(cause, failure.detail, gateway: gateway, firstBad: first, at: now, settings: settings)]
        case .unknown, .good, .restarting:
            phase = .suspect
            firstBadAt = now
            return [.recheck(after: max(wait, settings.confirmDelay(random: random)))]
        }
    }

    /// Waits longer each time, but never longer than an interval: a gateway that is back must be seen in time.
    private mutating func openCircuit(at now: Timestamp, settings: HealthSettings) {
        let factor = Double(1 << min(max(badProbes - 2, 0), 10))
        let until = now + min(settings.confirmDelay * factor, settings.checkInterval / 2)
        circuitOpenUntil = max(circuitOpenUntil ?? until, until)
    }

    /// Restarting while its sessions are being brought back, good after that.
    private mutating func settle(at now: Timestamp) {
        let settling = settlingUntil.map { now < $0 } ?? false
        if !settling { settlingUntil = nil }
        phase = settling ? .restarting : .good
        if settling { goodSince = nil }
    }

    /// A process that started later than the one seen before is another one: the gateway restarted.
    private mutating func noticeRestart(_ probe: ProbeRecord, settings: HealthSettings) -> [GatewayAction] {
        guard let started = probe.startedAt else { return [] }
        // The latest start counts: behind one address there may be several workers, each with an uptime of its own.
        let latest = max(startedAt ?? .distantPast, restartedAt ?? .distantPast)
        defer { startedAt = max(latest, started) }
        // Clocks and whole seconds of uptime make the start wander by a second or two.
        let isNew = started - latest > .seconds(3)
        let grace = settings.restartGrace(sessions: census?.known ?? 0)
        guard isNew, probe.at - started < grace else { return [] }
        restartedAt = started
        settlingUntil = max(settlingUntil ?? .distantPast, started + grace)
        return [.restartDetected(at: started)]
    }
}
