/// Why there is an incident. The raw values stand in the database, in `incidents --json` and in notifications.
package enum IncidentCause: String, Sendable, Hashable, Codable, CaseIterable {
    // Of a session.
    case crash
    case zombie
    case disconnected
    case notFound = "not_found"
    case loggedOut = "logged_out"
    case replaced
    case banned
    case outdated
    case timeLocked = "time_locked"
    case qrExpired = "qr_expired"
    case stuckConnecting = "stuck_connecting"
    /// The gateway answers, and for minutes nothing that says how the session is.
    case unknownStatus = "unknown_status"
    case flapping
    case stoppedByUser = "stopped_by_user"

    // Of a gateway.
    case unreachable
    case unauthorized
    case badAnswer = "bad_answer"
    case wrongRoute = "wrong_route"
    case overloaded
    case restarted
    case emptyList = "empty_list"
    case shared

    package enum Scope: String, Sendable, Hashable, Codable {
        case session
        case gateway
    }

    /// Whether a session or a gateway has it.
    package var scope: Scope {
        switch self {
        case .unreachable, .unauthorized, .badAnswer, .wrongRoute, .overloaded, .restarted, .emptyList, .shared:
            .gateway
        default: .session
        }
    }

    /// Whether reconnecting would not help, or harm; only a person can.
    package var isTerminal: Bool {
        switch self {
        case .loggedOut, .replaced, .banned, .outdated, .timeLocked: true
        default: false
        }
    }

    /// The cause of a session that ended for that reason.
    package init(_ ending: SessionEnding) {
        self =
            switch ending {
            case .loggedOut: .loggedOut
            case .replaced: .replaced
            case .banned: .banned
            case .outdated: .outdated
            case .timeLocked: .timeLocked
            case .stoppedByUser: .stoppedByUser
            }
    }

    /// The cause of a gateway that failed like that; nil where nothing speaks against it.
    package init?(_ failure: GatewayFailure.Kind) {
        switch failure {
        case .unreachable: self = .unreachable
        case .unauthorized: self = .unauthorized
        case .badAnswer: self = .badAnswer
        case .wrongRoute: self = .wrongRoute
        case .overloaded: self = .overloaded
        case .notAsked: return nil
        }
    }
}
