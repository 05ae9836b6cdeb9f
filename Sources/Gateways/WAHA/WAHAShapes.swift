import SessionHealth
import WallTime

/// The shapes of WAHA's answers.
enum WAHAShapes {
    /// The normal status for WAHA's word.
    static func status(_ word: String?) -> SessionStatus {
        switch word?.uppercased() {
        case "WORKING": .connected
        case "SCAN_QR_CODE", "PASSKEY_REQUIRED", "PASSKEY_CONFIRMATION_REQUIRED": .qrScanning
        case "STARTING": .connecting
        case "STOPPED": .disconnected
        case "FAILED": .failed
        default: .unknown
        }
    }

    /// A session, in a list or alone; nil where it has no usable name.
    static func session(_ json: JSON) -> SessionObservation? {
        guard let id = json["name"].sessionName else { return nil }
        let word = json["status"].string ?? ""
        let me = json["me"]
        let phone = me["id"].string ?? me["jid"].string
        // "me" is what the engine last knew. WEBJS keeps it through a logout until its next start, and a stopped session
        // has none though its login lies on the disk (`getSessionMeInfo` and `getSessions` in its source). So it never
        // proves that a login is gone, and where it is there the login is not replaced: a restart comes first, which
        // shows a QR code if one is needed.
        let isDown = status(word) == .failed || status(word) == .disconnected
        return SessionObservation(
            id: id, status: status(word), rawStatus: word, phone: phone,
            // Absent in some versions (waha#2073).
            lastActivity: json["timestamps"]["activity"].timestamp, showsQR: word.uppercased() == "SCAN_QR_CODE",
            login: isDown && phone != nil ? .kept : nil,
            needsPerson: word.uppercased().hasPrefix("PASSKEY"))
    }

    /// Whether a 404 says that the session does not exist, and not that the route does not.
    static func isMissingSession(_ json: JSON) -> Bool {
        guard let message = json["message"].string ?? json["error"].string else { return false }
        let words = message.lowercased()
        return words.contains("session") && (words.contains("not found") || words.contains("didn't find"))
    }
}
