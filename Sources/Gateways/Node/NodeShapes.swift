import SessionHealth
import WallTime

/// The shapes of the Node service's answers.
enum NodeShapes {
    /// The normal status for the service's word.
    static func status(_ word: String?) -> SessionStatus {
        switch word?.lowercased() {
        case "connected": .connected
        case "qr_scanning": .qrScanning
        // Scanned, and loading its chats: not yet usable.
        case "authenticated", "connecting", "initializing", "reconnecting": .connecting
        case "disconnected": .disconnected
        case "error", "failed": .failed
        // A session restored after a restart has no status until something happens to it.
        default: .unknown
        }
    }

    /// A session, in a list or alone; nil where it has no usable name.
    static func session(_ json: JSON) -> SessionObservation? {
        guard let id = json["session_id"].sessionName else { return nil }
        let word = json["status"].string ?? ""
        return SessionObservation(
            id: id, status: status(word), rawStatus: word, phone: json["phone_number"].text,
            connectedAt: json["connected_at"].timestamp, lastActivity: json["last_activity"].timestamp)
    }

    /// Adds why and since when a session is down, as its metadata tells.
    static func addReason(in metadata: JSON, to observation: inout SessionObservation) {
        let reason = metadata["lastDisconnectReason"].string ?? metadata["error"].string
        observation.ending = reason.flatMap { SessionEnding(reason: $0) }
        observation.detail = reason.map { printable($0, limit: 200) }
        observation.since = metadata["disconnectedAt"].timestamp
    }

    /// Whether an answer says that the session does not exist. The service's answer to an unknown route is a 404 as
    /// well, but lists its routes.
    static func isMissingSession(_ json: JSON) -> Bool {
        guard !json.has("available_endpoints"), let error = json["error"].string ?? json["message"].string else {
            return false
        }
        return error.lowercased().contains("session not found")
    }

    /// `/health/detailed` and `/health`, which is a part of it.
    static func probe(_ answer: GatewayAnswer, at now: Timestamp) -> GatewayProbe? {
        let json = answer.json
        guard let status = json["status"].string else { return nil }
        let memory = json["memory"]
        let cpu = json["cpu"]
        return GatewayProbe(
            at: now, latency: answer.latency,
            complaint: status == "healthy" ? nil : "it calls itself '\(printable(status, limit: 40))'",
            version: json["version"].string ?? json["node"]["version"].string.map { "Node \($0)" },
            uptime: json["uptime"].seconds, sessions: sessions(json),
            memory: memory.isObject
                ? GatewayProbe.Memory(
                    resident: memory["rss"].memory,
                    heapUsed: memory["heap_used"].memory ?? memory["used"].memory,
                    heapTotal: memory["heap_total"].memory ?? memory["total"].memory) : nil,
            cpu: cpu.isObject ? microseconds(cpu["user"], cpu["system"]) : nil)
    }

    private static func sessions(_ json: JSON) -> GatewayProbe.Sessions? {
        let counts = json["sessions"]
        guard counts.isObject else { return nil }
        var byStatus = json["details"]["by_status"].counts(as: status)
        if byStatus.isEmpty {
            byStatus[.connected] = counts["connected"].count
            byStatus[.disconnected] = counts["disconnected"].count
        }
        return GatewayProbe.Sessions(total: counts["total"].count, byStatus: byStatus)
    }

    private static func microseconds(_ user: JSON, _ system: JSON) -> Duration? {
        guard let user = user.double, let system = system.double, user >= 0, system >= 0, user + system < 1e15 else {
            return nil
        }
        return .microseconds(Int64(user + system))
    }
}

extension NodeShapes {
    /// How long a code is good for. WhatsApp replaces the first one after 60 s and the next ones after 20 s; the service
    /// stores each new one.
    static let qrLifetime = Duration.seconds(60)

    /// Whether a code is being shown right now; nil where the metadata do not tell how old theirs is.
    static func showsQR(_ metadata: JSON, now: Timestamp) -> Bool? {
        guard case .code(let code) = qrCode(metadata, now: now) else { return false }
        return code.generatedAt == nil ? nil : true
    }

    /// A session's metadata, which keeps the last QR code after it was scanned or has expired.
    static func qrCode(_ metadata: JSON, now: Timestamp) -> QRCodeAnswer {
        if [.connected, .connecting].contains(status(metadata["status"].string)) { return .notNeeded }
        let generatedAt = metadata["qrGeneratedAt"].timestamp
        if let generatedAt, let age = EvidenceTable.node.code?.maximumAge, now - generatedAt > age { return .notReady }
        let code = (metadata["qrCode"].string ?? metadata["qr_code"].string).flatMap {
            QRCode($0, generatedAt: generatedAt, expiresAt: generatedAt.map { $0 + qrLifetime })
        }
        return code.map(QRCodeAnswer.code) ?? .notReady
    }
}
