internal import Basics
internal import WallTime

/// Gates 9 to 11: the account.
extension RecoveryGate {
    static func budget(_ context: RecoveryContext) -> GateHold? {
        if let hold = context.ladder.hold(at: context.now, settings: context.settings) { return hold }
        let allowed = max(1, Int(saturating: context.settings.recoveryShare * Double(context.gatewaySessions)))
        guard context.recoveringOnGateway >= allowed else { return nil }
        return GateHold(
            .budget, "recovery_share",
            "\(context.recoveringOnGateway) sessions of this gateway are in recovery, \(allowed) at once are allowed",
            protectsLogin: false)
    }

    static func wantedByPeople(_ context: RecoveryContext) -> GateHold? {
        let account = context.account
        if account.isDisabled {
            return GateHold(.wantedByPeople, "disabled", "the account is disabled", protectsLogin: false)
        }
        if let reason = account.onHold {
            let text = reason.isEmpty ? "the account is on hold" : "the account is on hold: \(reason.prefix(100))"
            return GateHold(.wantedByPeople, "on_hold", text, protectsLogin: false)
        }
        if let until = account.maintenanceUntil, context.now < until {
            let left = (until - context.now).spoken
            return GateHold(
                .wantedByPeople, "maintenance", "maintenance window, for \(left) more", until: until,
                protectsLogin: false)
        }
        // A person who asks for it has changed their mind.
        if account.stoppedByUser || context.cause == .stoppedByUser, context.request.person == nil {
            return GateHold(
                .wantedByPeople, "stopped_by_user", "disconnected by its user", protectsLogin: false)
        }
        return nil
    }

    static func alone(_ context: RecoveryContext) -> GateHold? {
        if context.account.otherRecoveryRuns {
            return GateHold(
                .alone, "recovery_runs", "another recovery of this account runs", protectsLogin: true)
        }
        guard !context.account.sharesNumberWith.isEmpty else { return nil }
        let names = context.account.sharesNumberWith.prefix(3).map { String($0.prefix(60)) }.joined(separator: ", ")
        return GateHold(
            .alone, "duplicate_number", "the same number is held by \(names)", protectsLogin: true, needsHuman: true)
    }
}
