extension RecoveryGate {
    /// The gates that hold for a soft restart of a session that is well, as a schedule asks for it against browsers that
    /// leak. Those that speak of illness do not apply; and where the session is not plainly well it is left to the ladder.
    package static func refreshHolds(_ context: RecoveryContext) -> [GateHold] {
        let gates: [RecoveryGate] = [
            .gatewayWell, .gatewayRestart, .fleetBrake, .budget, .wantedByPeople, .alone, .evidenceOfLife,
        ]
        let holds = gates.compactMap { $0.hold(context) }
        guard context.assessment.verdict != .good || context.session.phase != .good || context.session.isFlapping
        else { return holds }
        let hold = GateHold(
            .realFailure, "not_well", "the session is not plainly well: its recovery is the ladder's",
            protectsLogin: true)
        return holds + [hold]
    }
}
