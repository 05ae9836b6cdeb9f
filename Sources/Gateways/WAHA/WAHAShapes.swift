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
        // `id` can be a LID in newer versions.
        let phone = [me["id"].string, me["jid"].string].lazy.compactMap { $0.flatMap(phoneDigits) }.first
        let limits = Limits(me)
        // "me" is what the engine last knew. WEBJS keeps it through a logout until its next start, and a stopped session
        // has none though its login lies on the disk (`getSessionMeInfo` and `getSessions` in its source). So it never
        // proves that a login is gone, and where it is there the login is not replaced: a restart comes first, which
        // shows a QR code if one is needed.
        let isDown = status(word) == .failed || status(word) == .disconnected
        return SessionObservation(
            id: id, status: status(word), rawStatus: word, phone: phone,
            // Absent in some versions (waha#2073).
            lastActivity: json["timestamps"]["activity"].timestamp, restricted: limits.isRestricted,
            restrictedUntil: limits.until, showsQR: word.uppercased() == "SCAN_QR_CODE",
            login: isDown && me["id"].string != nil ? .kept : nil,
            needsPerson: word.uppercased().hasPrefix("PASSKEY"), detail: limits.note, name: me["pushName"].string)
    }

    /// What WhatsApp forbids the number for a while, as 2026.8 tells with `me` in the list and with `session.status`: new chats
    /// (`reachoutTimelock`), or more new chats (`messageCapping`). `null` there says that it is not known, not that all is free.
    struct Limits {
        var isRestricted = false
        /// The end of what ends last.
        var until: Timestamp?
        var note: String?

        init(_ json: JSON) {
            let (timelock, capping) = (json["reachoutTimelock"], json["messageCapping"])
            var ends: [Timestamp?] = []
            var notes: [String] = []
            if timelock["isActive"].bool == true {
                ends.append(timelock["timeEnforcementEnds"].timestamp)
                notes.append("no new chats (\(timelock["enforcementType"].string ?? "time lock"))")
            }
            switch capping["cappingStatus"].string?.uppercased() {
            case "CAPPED":
                ends.append(capping["cycleEnd"].timestamp)
                notes.append("the quota of new chats is used up")
            case "FIRST_WARNING": note = "the quota of new chats is running out (first warning)"
            case "SECOND_WARNING": note = "the quota of new chats is running out (second warning)"
            default: break
            }
            guard !ends.isEmpty else { return }
            isRestricted = true
            // An end that is not told may be later than all others.
            until = ends.contains(nil) ? nil : ends.compactMap(\.self).max()
            note = notes.joined(separator: ", ")
        }
    }

    /// Whether a 404 says that the session does not exist, and not that the route does not.
    static func isMissingSession(_ json: JSON) -> Bool {
        guard let message = json["message"].string ?? json["error"].string else { return false }
        let words = message.lowercased()
        return words.contains("session") && (words.contains("not found") || words.contains("didn't find"))
    }
}
