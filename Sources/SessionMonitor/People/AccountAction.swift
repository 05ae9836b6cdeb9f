/// What a person does to an account. Each is audited with who, when and why.
package enum AccountAction: Sendable, Hashable {
    /// Watched, and not recovered automatically.
    case hold
    /// Ends a hold, and a stop.
    case release
    /// Not watched at all.
    case disable
    case enable
    /// Its user disconnected it on purpose: neither recovered nor told of.
    case stop
    case addMaintenance(MaintenanceWindow)
    case removeMaintenance(Int)
    /// Its session is on another gateway, or under another name, from now on. Nothing happens to the sessions themselves.
    case move(gateway: String, session: String)

    /// The word in the audit.
    package var name: String {
        switch self {
        case .hold: "hold"
        case .release: "release"
        case .disable: "disable"
        case .enable: "enable"
        case .stop: "stop"
        case .addMaintenance: "maintenance-add"
        case .removeMaintenance: "maintenance-remove"
        case .move: "account-move"
        }
    }

    /// Whether what was known of the session is to be looked at again at once.
    var callsForCheck: Bool {
        switch self {
        case .release, .enable, .removeMaintenance, .move: true
        case .hold, .disable, .stop, .addMaintenance: false
        }
    }

    /// Whether its incident and its recovery end with it.
    var endsIncident: Bool {
        switch self {
        case .disable, .stop, .move: true
        case .hold, .release, .enable, .addMaintenance, .removeMaintenance: false
        }
    }
}
