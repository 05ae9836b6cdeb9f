/// What a session of a mix is there to show: what the application's database believes, what the gateway says, and
/// what became of its messages.
package enum SessionRole: String, CaseIterable, Codable, Sendable {
    case healthy
    /// The database waits for a QR code that was scanned meanwhile.
    case paired
    /// No message for 45 minutes.
    case idle
    /// More than five messages failed within an hour, for reasons of their own.
    case failing
    case idleFailing = "idle_failing"
    /// The page is dead, the status says connected, and messages fail with the page's error.
    case crashed
    case idleCrashed = "idle_crashed"
    case failingCrashed = "failing_crashed"
    /// Both the database and the gateway wait for a QR code to be scanned.
    case waiting
    /// The gateway asks for a QR code while the database says connected.
    case unlinked
    case disconnected
    /// Scanned, and never ready.
    case authenticated
    /// The gateway says error.
    case error
    /// The gateway has lost it.
    case missing
    /// Takes messages, and acknowledges none.
    case zombie
    case loggedOut = "logged_out"
    case conflict
    case banned
    case outdated
    /// Starting, and never getting further.
    case starting
    case timeLocked = "time_locked"
    case flapping

    /// What the application's database says of it.
    package var databaseStatus: String {
        self == .paired || self == .waiting ? "qr_scanning" : "connected"
    }

    /// Whether it has a living login.
    var hasLogin: Bool {
        switch self {
        case .waiting, .unlinked, .starting: false
        default: true
        }
    }

    /// What is wrong with it from the beginning.
    var fault: SessionFault? {
        switch self {
        case .healthy, .paired, .idle, .failing, .idleFailing, .waiting, .unlinked: nil
        case .crashed, .idleCrashed, .failingCrashed: SessionFault(.crash)
        case .disconnected: SessionFault(.disconnect)
        case .authenticated: SessionFault(.stuck, stuckAt: .authenticated)
        case .starting: SessionFault(.stuck, stuckAt: .starting)
        case .error: SessionFault(.error)
        case .missing: SessionFault(.missing)
        case .zombie: SessionFault(.zombie)
        case .loggedOut: SessionFault(.logout)
        case .conflict: SessionFault(.conflict)
        case .banned: SessionFault(.banned)
        case .outdated: SessionFault(.outdated)
        case .timeLocked: SessionFault(.timeLocked)
        case .flapping: SessionFault(.flapping)
        }
    }

    /// Whether its newest message is old, and no new one may come in.
    var isQuiet: Bool {
        self == .idle || self == .idleFailing || self == .idleCrashed
    }

    /// Whether more than five of its messages failed within the hour.
    var hasManyFailures: Bool {
        self == .failing || self == .idleFailing || self == .failingCrashed
    }

    /// Whether messages failed with a crash's error within half an hour.
    var hasCrashErrors: Bool {
        self == .crashed || self == .idleCrashed || self == .failingCrashed
    }
}
