package import Basics
package import Gateways
package import SessionHealth
package import WallTime

/// What one gateway answered in one sweep, shared by the checks of all its sessions.
package struct SweepSnapshot: Sendable {
    /// When the gateway was asked.
    package var takenAt: Timestamp
    package var latency: Duration
    /// The list, or why there is none: shared as well, so that a dead gateway is asked once and not once per session.
    package var list: Result<SessionList, GatewayFailure>
    /// What it said of single sessions beside the list: worth more than the list's word.
    package var live: [Name: LiveAnswer] = [:]
    package var gateway: GatewayView
    /// What asks single sessions; nil where the gateway's setting cannot be used.
    package var connection: GatewayConnection?

    /// What was said of a session, alone or in the list; nil where the session has to be asked for by itself.
    package func observation(of session: String) -> GatewayObservation? {
        let capabilities = gateway.capabilities
        if let answer = live[Name(session)] { return answer.observation.toldAlone(by: capabilities) }
        return switch list {
        case .failure(let failure): .unreachable(failure)
        case .success(let list): list.observed(session)?.listed(by: capabilities)
        }
    }

    /// The number the gateway tells for a session.
    package func phone(of session: String) -> String? {
        if let phone = live[Name(session)]?.phone { return phone }
        guard case .success(let list) = list, case .found(let observation) = list[session] else { return nil }
        return observation.phone
    }
}
