internal import WallTime

/// Gates 1 to 3: the gateway.
extension RecoveryGate {
    static func gatewayWell(_ context: RecoveryContext) -> GateHold? {
        let gateway = context.gateway
        func hold(_ code: String, _ text: String, until: Timestamp? = nil) -> GateHold {
            GateHold(.gatewayWell, code, text, until: until, protectsLogin: true)
        }
        guard let last = gateway.lastProbeAt else { return hold("gateway_unknown", "the gateway was not probed yet") }
        if let failure = gateway.lastFailure {
            return failure.kind == .unauthorized
                ? hold("gateway_unauthorized", "the gateway refuses our key (401 or 403)")
                : hold("gateway_down", "the gateway is not well (\(failure.kind.rawValue))")
        }
        if !gateway.mayAsk(at: context.now) {
            return hold("circuit_open", "the gateway's circuit is open", until: gateway.circuitOpenUntil)
        }
        if gateway.phase == .halfOpen || gateway.phase == .down || gateway.phase == .suspect {
            return hold("gateway_recovering", "the gateway was down and has answered only once since")
        }
        if let found = context.foundBadAt, last < found {
            // Else a list that has just gone empty would be taken for sessions that are gone.
            return hold("gateway_stale", "the gateway was not probed since the session was found bad")
        }
        let age = context.now - last
        if age > context.settings.checkInterval * 2 {
            return hold("gateway_stale", "the gateway was last probed \(age.spoken) ago")
        }
        return nil
    }

    static func gatewayRestart(_ context: RecoveryContext) -> GateHold? {
        let gateway = context.gateway
        let grace = context.settings.restartGrace(sessions: context.gatewaySessions)
        let settled = gateway.settlingUntil ?? .distantPast
        let graced = gateway.restartedAt.map { $0 + grace } ?? .distantPast
        let until = max(settled, graced)
        guard until > context.now else { return nil }
        if graced > context.now, let restarted = gateway.restartedAt {
            let ago = (context.now - restarted).spoken
            return GateHold(
                .gatewayRestart, "gateway_restarted", "gateway restarted \(ago) ago", until: until, protectsLogin: true)
        }
        return GateHold(
            .gatewayRestart, "gateway_settling", "the gateway's sessions are just coming back", until: until,
            protectsLogin: true)
    }

    static func fleetBrake(_ context: RecoveryContext) -> GateHold? {
        let gateway = context.gateway
        let census = gateway.census
        if let found = context.foundBadAt, let taken = gateway.censusAt, taken < found {
            return GateHold(
                .fleetBrake, "census_stale", "the gateway's list was not read since the session was found bad",
                protectsLogin: true)
        }
        guard let cause = gateway.brake ?? census?.brake(context.settings) else { return nil }
        if gateway.line.isOut {
            return GateHold(
                .fleetBrake, "line", "WhatsApp's own hosts cannot be reached from here: the line is down",
                protectsLogin: true)
        }
        let known = census?.known ?? 0
        let text =
            cause == .emptyList
            ? "the gateway lists no session, and \(known) are known"
            : "\(census?.bad ?? 0) of \(census?.expected ?? 0) sessions of this gateway are bad at once"
        return GateHold(.fleetBrake, cause.rawValue, text, protectsLogin: true)
    }
}
