/// The twelve gates. A recovery happens only if none of them holds. The raw value is the gate's place in the order.
package enum RecoveryGate: Int, Sendable, Hashable, CaseIterable, Comparable {
    /// The gateway's last probe was not good, its circuit is open, or it refuses our key.
    case gatewayWell = 1
    /// The gateway restarted a short time ago.
    case gatewayRestart
    /// Too many of the gateway's sessions are bad at once, or its list is empty.
    case fleetBrake
    /// Not confirmed by a second check, or flapping.
    case confirmed
    /// The session waits for its QR code.
    case qrPending
    /// It is connecting, or the gateway's own reconnect may still run.
    case connecting
    /// The cause is terminal.
    case terminalCause
    /// It is only idle, or the failures are the recipients'.
    case realFailure
    /// Back-off, budget, and the share of a gateway's sessions in recovery.
    case budget
    /// Maintenance, hold, disabled, or disconnected by its user.
    case wantedByPeople
    /// Another recovery runs, or another account holds the number.
    case alone
    /// A message has just been acknowledged by the server.
    case evidenceOfLife

    package static func < (left: RecoveryGate, right: RecoveryGate) -> Bool { left.rawValue < right.rawValue }

    /// The name in logs and in the documentation.
    package var name: String {
        switch self {
        case .gatewayWell: "gateway"
        case .gatewayRestart: "gateway_restart"
        case .fleetBrake: "fleet_brake"
        case .confirmed: "confirmation"
        case .qrPending: "qr_pending"
        case .connecting: "connecting"
        case .terminalCause: "terminal_cause"
        case .realFailure: "real_failure"
        case .budget: "budget"
        case .wantedByPeople: "account"
        case .alone: "single_recovery"
        case .evidenceOfLife: "evidence_of_life"
        }
    }

    /// Whether this gate holds, and why; nil where it lets through.
    package func hold(_ context: RecoveryContext) -> GateHold? {
        switch self {
        case .gatewayWell: Self.gatewayWell(context)
        case .gatewayRestart: Self.gatewayRestart(context)
        case .fleetBrake: Self.fleetBrake(context)
        case .confirmed: Self.confirmed(context)
        case .qrPending: Self.qrPending(context)
        case .connecting: Self.connecting(context)
        case .terminalCause: Self.terminalCause(context)
        case .realFailure: Self.realFailure(context)
        case .budget: Self.budget(context)
        case .wantedByPeople: Self.wantedByPeople(context)
        case .alone: Self.alone(context)
        case .evidenceOfLife: Self.evidenceOfLife(context)
        }
    }

    /// All gates that hold, in their order. Empty means that recovery is allowed.
    package static func holds(_ context: RecoveryContext) -> [GateHold] {
        allCases.compactMap { $0.hold(context) }
    }
}
