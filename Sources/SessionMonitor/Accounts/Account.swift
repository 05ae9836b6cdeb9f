package import SessionHealth
package import WallTime

/// One WhatsApp number, with the session that holds it and the newest state of its health.
package struct Account: Sendable, Hashable, Identifiable {
    /// Whether it is watched, and what may be done about it.
    package enum Mode: String, Sendable, Hashable, Codable, CaseIterable {
        case active
        /// Watched, never recovered automatically.
        case held
        /// Disconnected by its own user, on purpose.
        case stopped
        /// Not watched.
        case disabled
    }

    package var id: Int64
    package var gateway: String
    /// The session's name in the gateway.
    package var session: String
    /// Digits only.
    package var phone: String?
    package var label: String?
    package var workspace: String?
    /// The language of its notifications: `en` or `id`.
    package var language: String
    /// What we hold its status to be.
    package var status: SessionStatus
    package var mode: Mode

    /// The newest check that could be made.
    package var checkedAt: Timestamp?
    /// The newest check of any outcome.
    package var attemptedAt: Timestamp?
    /// 0–100, of the newest check that could be made.
    package var score: Int?
    package var level: HealthLevel
    package var issues: [Issue]
    /// The gateway's status at the newest check that could be made.
    package var gatewayStatus: SessionStatus?
    package var rawStatus: String?
    package var isRestricted: Bool
    /// Whether the newest check could not be made, so that score and level are those of an earlier one.
    package var isStale: Bool
    package var phase: SessionHealthState.Phase
    package var isFlapping: Bool
    package var connectedSince: Timestamp?
    package var lastMessageAt: Timestamp?
    /// The open incident.
    package var incident: Int64?
    package var createdAt: Timestamp
    /// Rises with every change.
    package var revision: Int64
    /// Since when its gateway's list is without its session; nil: it has it, or there is no list.
    package var goneAt: Timestamp?

    /// What people call it: the label, else the number, else the session's name.
    package var title: String { label ?? phone.map { "+" + $0 } ?? session }

    /// `gateway/session`, which names it without a doubt.
    package var path: String { "\(gateway)/\(session)" }
}
