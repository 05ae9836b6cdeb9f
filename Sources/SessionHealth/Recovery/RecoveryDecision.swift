/// What is to be done about a session now.
package enum RecoveryDecision: Sendable, Hashable {
    /// Nothing, and why.
    case nothing(Idle)
    /// Gates hold that will open by themselves: look again after that time.
    case recheck(after: Duration)
    /// A step that keeps the login.
    case soft(SoftStep)
    /// The step that ends the login.
    case replaceLogin(LoginReplacement)
    /// Only a person can go on.
    case hold(Held)

    /// Why nothing is done.
    package enum Idle: String, Sendable, Hashable {
        case healthy
        /// The check could not be made.
        case notChecked = "not_checked"
        /// Bad or waiting, and not so that a recovery would help.
        case notWanted = "not_wanted"
        /// `autoReconnect` is off.
        case switchedOff = "switched_off"
        /// A rung runs already and has its deadline.
        case underWay = "under_way"
    }

    /// Why a person is needed.
    package enum Held: String, Sendable, Hashable, Codable {
        /// A gate says so; see the plan's holds.
        case gate
        /// Every rung was tried.
        case ladderExhausted = "ladder_exhausted"
        /// The next rung would end a login that may be alive.
        case loginMayBeAlive = "login_may_be_alive"
        /// It was connected and lost again right after a rung, without a reason: another client may hold the number.
        case lostAgain = "lost_again"
        /// The next rung needs a scan, and WhatsApp's own hosts cannot be reached from here.
        case lineUnreachable = "line_unreachable"
        /// The gateway has no means for this cause.
        case noRung = "no_rung"

        /// For people.
        package var text: String {
            switch self {
            case .gate: "a gate that only a person can open"
            case .ladderExhausted: "every way to reconnect was tried"
            case .loginMayBeAlive: "only a new login is left, and the present one may be alive: a person must decide"
            case .lostAgain:
                "it was lost again right after it was connected: another client may use the number, or the line is bad"
            case .lineUnreachable:
                "only a new login is left, and WhatsApp's own hosts cannot be reached from this machine: a person must decide "
                    + "(set health.lineCheck to false where it has no way out)"
            case .noRung: "this gateway has no means for it"
            }
        }
    }
}
