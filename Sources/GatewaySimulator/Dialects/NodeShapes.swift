import WallTime

/// The shapes of the Node.js service's answers about a session.
enum NodeShapes {
    /// The service's word for a session's state; nil where it has none (JavaScript's `undefined`).
    static func word(for session: SimulatedSession) -> String? {
        switch session.phase {
        case .absent, .stopped: nil
        // Restored sessions are stored without a status until they are ready.
        case .starting: session.isRestoring ? nil : "qr_scanning"
        case .scanning: "qr_scanning"
        case .authenticated: session.isRestoring ? nil : "authenticated"
        case .connected: "connected"
        case .disconnected: "disconnected"
        case .failed: "error"
        }
    }

    static func listed(_ session: SimulatedSession) -> JSON {
        .defined([
            "session_id": .string(session.id), "workspace_id": .count(session.workspace),
            "status": word(for: session).map(JSON.string), "phone_number": .optional(session.knownPhone),
            "connected_at": .optional(session.connectedAt?.iso8601),
        ])
    }

    static func status(_ session: SimulatedSession) -> JSON {
        .defined([
            "session_id": .string(session.id), "status": word(for: session).map(JSON.string),
            "phone_number": .optional(session.knownPhone), "workspace_id": .count(session.workspace),
            "connected_at": .optional(session.connectedAt?.iso8601),
            "last_activity": .string(session.lastActivity.iso8601),
        ])
    }

    static func metadata(_ session: SimulatedSession, isLater: Bool) -> JSON {
        var metadata = JSON.defined([
            "workspace_id": .count(session.workspace), "account_id": .count(session.account),
            "status": word(for: session).map(JSON.string), "phone_number": session.knownPhone.map(JSON.string),
            "created_at": .string(session.createdAt.iso8601),
            "connected_at": (session.connectedAt?.iso8601).map(JSON.string),
            "last_activity": .string(session.lastActivity.iso8601),
            "qrCode": session.codeText.map { .string(QRCode.dataURL(of: $0)) },
            "qrGeneratedAt": session.codeText.flatMap { _ in session.codeShownAt }.map { .string($0.iso8601) },
            "qrCount": isLater && session.codeCount > 0 ? .count(session.codeCount) : nil,
            "lastDisconnectReason": session.phase == .disconnected ? session.reason.map(JSON.string) : nil,
            "disconnectedAt": session.phase == .disconnected
                ? (session.disconnectedAt?.iso8601).map(JSON.string) : nil,
            "error": session.phase == .failed ? session.reason.map(JSON.string) : nil,
        ])
        for member in session.extra { metadata = metadata.setting(member.name, to: member.value) }
        return metadata
    }

    static func validation(_ session: SimulatedSession, at now: Timestamp) -> JSON {
        let isConnected = session.phase == .connected
        let isHealthy = now - session.lastActivity < .minutes(5)
        var advice: [JSON] = []
        if !isConnected { advice.append("Session is not connected. Please reconnect.") }
        if !isHealthy { advice.append("Session has been inactive for more than 5 minutes.") }
        return .defined([
            "success": true, "session_id": .string(session.id), "status": word(for: session).map(JSON.string),
            "can_send": .bool(isConnected), "is_healthy": .bool(isHealthy),
            "last_activity": .string(session.lastActivity.iso8601), "phone_number": .optional(session.knownPhone),
            "recommendations": .array(advice),
        ])
    }

    static func activity(_ session: SimulatedSession, at now: Timestamp) -> JSON {
        [
            "session_id": .string(session.id), "last_activity": .string(session.lastActivity.iso8601),
            "device_type": "mobile",
            "seconds_since_activity": .integer((now - session.lastActivity).components.seconds),
            "message_count": .count(session.messageCount),
        ]
    }
}
