package import WallTime

/// One simulated session: a state machine without I/O. Events go in, effects come out.
package struct SimulatedSession: Hashable, Sendable {
    package let id: String
    package var workspace: Int
    package var account: Int
    /// The number of the phone that the session is, or will be, linked to.
    package var phone: String
    package var label: String
    /// What it is meant to show in a mix; nil for a session that a caller created.
    package var role: SessionRole?

    package internal(set) var phase: SessionPhase = .absent
    /// Whether a living login lies on the gateway's disk: the phone is linked, no QR code is needed.
    package internal(set) var hasLogin: Bool
    /// Why it is disconnected or failed.
    package internal(set) var reason: String?
    package internal(set) var fault: SessionFault?
    /// Whether it came back by itself after a restart of the gateway and has not been ready since.
    package internal(set) var isRestoring = false
    package internal(set) var createdAt: Timestamp
    package internal(set) var connectedAt: Timestamp?
    package internal(set) var disconnectedAt: Timestamp?
    /// The last outgoing message, or else the creation: all that the Node service calls activity.
    package internal(set) var lastActivity: Timestamp
    package internal(set) var messageCount = 0
    package internal(set) var codeText: String?
    package internal(set) var codeShownAt: Timestamp?
    package internal(set) var codeCount = 0
    /// Seconds from a QR code's appearance to its scan; nil for never by itself.
    package var scanAfter: Double?
    /// Counted up with each phase, so that what was planned for an earlier one can be told apart.
    package internal(set) var epoch = 0
    /// What a caller stored with it.
    package var extra: [JSONMember] = []

    package init(
        id: String, phone: String, hasLogin: Bool = false, workspace: Int = 1, account: Int = 1, label: String = "",
        at now: Timestamp
    ) {
        self.id = id
        self.phone = phone
        self.hasLogin = hasLogin
        self.workspace = workspace
        self.account = account
        self.label = label
        createdAt = now
        lastActivity = now
    }

    /// Whether the gateway knows the session in its memory.
    package var isLoaded: Bool { phase != .absent }

    /// The number the gateway can tell, which it learns when the session is ready.
    package var knownPhone: String? { connectedAt == nil || phase == .scanning ? nil : phone }

    /// What a send meets now.
    package func sendVerdict(to recipient: String) -> SendVerdict {
        guard phase == .connected else { return .notConnected }
        switch fault?.kind {
        case .crash: return .fails(fault?.text ?? "")
        case .timeLocked: return .fails(fault?.text ?? "")
        case .zombie: return .acceptedUnacknowledged
        default: break
        }
        // A number that begins with 000 is on no phone: such a failure is the recipient's, not the session's.
        return recipient.hasPrefix("000") ? .fails("number is not on WhatsApp") : .accepted
    }
}
