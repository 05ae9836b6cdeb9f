import Basics
package import WallTime

extension NotificationEvent {
    /// What is worth telling of a probe or a census of a gateway.
    ///
    /// A restart alone is recorded and not told: nobody has to do anything.
    package static func events(
        of actions: [GatewayAction], gateway: String, at now: Timestamp
    ) -> [NotificationEvent] {
        actions.compactMap { action in
            switch action {
            case .openIncident(let incident), .updateIncident(let incident):
                guard incident.cause != .restarted else { return nil }
                let evidence = incident.evidence.last ?? incident.cause.rawValue
                return NotificationEvent(
                    .admin, .gatewayDown, gateway: gateway, cause: incident.cause, at: now,
                    text: "The gateway has a problem: \(evidence)")
            case .closeIncident(let incident):
                return NotificationEvent(
                    .admin, .recovered, gateway: gateway, cause: incident.cause, at: now,
                    text: "The gateway is well again")
            case .recheck, .restartDetected:
                return nil
            }
        }
    }

    /// The admin alert about a gateway's memory.
    package static func memory(_ trend: MemoryTrend, gateway: String, at now: Timestamp) -> NotificationEvent {
        let megabytes = Int(saturating: min(trend.memory / 1_048_576, 1e9))
        let left = max(.zero, trend.doublesAt - now).spoken
        return NotificationEvent(
            .admin, .memoryClimbing, gateway: gateway, at: now,
            text: "The gateway's memory climbs: \(megabytes) MB, doubled in \(left); \(MemoryTrend.advice)")
    }

    /// The fleet alert: more than half of the sessions are below 70.
    ///
    /// - Parameter scores: the newest scores of all accounts that are watched and whose gateway has no open incident.
    package static func fleet(scores: [Int], at now: Timestamp) -> NotificationEvent? {
        let low = scores.count { $0 < 70 }
        // Of one or two sessions the account's own alerts say enough.
        guard scores.count >= 3, low * 2 > scores.count else { return nil }
        return NotificationEvent(
            .admin, .sessionsDegraded, at: now, text: "\(low) of \(scores.count) sessions are below 70")
    }
}
