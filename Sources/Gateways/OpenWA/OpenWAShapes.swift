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

    /// A session, with what tells a stopped one from a lost one.
    struct Session {
        var observation: SessionObservation
        /// Since when it is ready, as it is written; nil where it is not, or has no engine in memory.
        var readySince: String?
        /// Down without an engine and without an error: as its user's stop leaves it.
        var looksStopped: Bool
    }

    /// A session, in a list or alone; nil where it has no usable identifier.
    static func session(_ json: JSON) -> Session? {
        guard let observation = observation(json) else { return nil }
        let isLoaded = json["engineLoaded"].bool
        return Session(
            observation: observation,
            readySince: isLoaded == true && json["status"].string == "ready" ? json["connectedAt"].string : nil,
            looksStopped: isLoaded == false && json["status"].string == "disconnected"
                && json["lastError"].string?.isEmpty != false && !json["restriction"].isObject)
    }

    private static func observation(_ json: JSON) -> SessionObservation? {
        guard let id = json["id"].sessionName else { return nil }
        let word = json["status"].string ?? ""
        let restriction = json["restriction"]
        // `ready` stands in its database. Without an engine in memory nothing is ready (OpenWA#1081).
        let isWithoutEngine = json["engineLoaded"].bool == false
        let status = status(word) == .connected && isWithoutEngine ? .disconnected : status(word)
        let lastError = json["lastError"].string
        return SessionObservation(
            id: id, status: status, rawStatus: word, phone: json["phone"].text,
            connectedAt: json["connectedAt"].timestamp, lastActivity: json["lastActive"].timestamp,
            restricted: restriction.isObject, restrictedUntil: restriction["expiresAt"].timestamp,
            ending: ending(restriction) ?? ending(word, reason: lastError), showsQR: word == "qr_ready",
            needsPerson: word == "action_required",
            detail: lastError ?? restriction["kind"].string
                ?? (word == "ready" && isWithoutEngine ? "no engine is loaded for it" : nil),
            name: json["pushName"].string)
    }

    private static func ending(_ restriction: JSON) -> SessionEnding? {
        guard restriction.isObject else { return nil }
        return SessionEnding(code: restriction["code"].int, reason: restriction["kind"].string)
    }

    /// Why a session that is down ended, by what it says of its last error ("replaced by another connection (CONFLICT)").
    static func ending(_ word: String?, reason: String?) -> SessionEnding? {
        guard let reason, [.disconnected, .failed].contains(status(word)) else { return nil }
        return SessionEnding(reason: reason)
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
