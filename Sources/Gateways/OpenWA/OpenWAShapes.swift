import SessionHealth
import WallTime

/// The shapes of OpenWA's answers (rmyndharis/OpenWA).
enum OpenWAShapes {
    /// The normal status for OpenWA's word.
    static func status(_ word: String?) -> SessionStatus {
        switch word?.lowercased() {
        case "ready": .connected
        case "qr_ready": .qrScanning
        case "initializing", "authenticating": .connecting
        case "disconnected", "created": .disconnected
        case "failed", "action_required": .failed
        default: .unknown
        }
    }

    /// A session, in a list or alone; nil where it has no usable identifier.
    static func session(_ json: JSON) -> SessionObservation? {
        guard let id = json["id"].sessionName else { return nil }
        let word = json["status"].string ?? ""
        let restriction = json["restriction"]
        return SessionObservation(
            id: id, status: status(word), rawStatus: word, phone: json["phone"].text,
            connectedAt: json["connectedAt"].timestamp, lastActivity: json["lastActive"].timestamp,
            restricted: restriction.isObject, ending: ending(restriction), showsQR: word == "qr_ready",
            needsPerson: word == "action_required",
            detail: json["lastError"].string ?? restriction["kind"].string)
    }

    private static func ending(_ restriction: JSON) -> SessionEnding? {
        guard restriction.isObject else { return nil }
        return SessionEnding(code: restriction["code"].int, reason: restriction["kind"].string)
    }

    /// Whether a 404 says that the session does not exist, and not that the route does not.
    static func isMissingSession(_ json: JSON) -> Bool {
        guard let message = json["message"].string else { return false }
        return message.lowercased().contains("session") && message.lowercased().contains("not found")
    }

    /// Numbers of sessions and memory.
    static func overview(_ json: JSON) -> (GatewayProbe.Sessions?, GatewayProbe.Memory?) {
        var sessions: GatewayProbe.Sessions?
        if json["byStatus"].isObject {
            let byStatus = json["byStatus"].counts(as: status)
            sessions = GatewayProbe.Sessions(
                total: json["total"].count ?? byStatus.values.reduce(0, +), byStatus: byStatus)
        }
        let memory = json["memoryUsage"]
        guard memory.isObject || memory.double != nil else { return (sessions, nil) }
        return (
            sessions,
            GatewayProbe.Memory(
                resident: memory["rss"].memory ?? memory.memory, heapUsed: memory["heapUsed"].memory,
                heapTotal: memory["heapTotal"].memory)
        )
    }
}
