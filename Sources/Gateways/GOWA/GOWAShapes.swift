import SessionHealth
import WallTime

/// The shapes of GOWA's answers: `{code, message, results}`.
enum GOWAShapes {
    /// The normal status for the word in its list. `connected` there means that the socket is up, and nobody is logged in.
    static func status(_ word: String?) -> SessionStatus {
        switch word?.lowercased() {
        case "logged_in": .connected
        case "connected": .qrScanning
        case "connecting": .connecting
        case "disconnected": .disconnected
        default: .unknown
        }
    }

    /// An item of its list.
    static func device(_ json: JSON) -> SessionObservation? {
        guard let id = json["id"].sessionName else { return nil }
        let word = json["state"].string ?? ""
        return SessionObservation(
            id: id, status: status(word), rawStatus: word, phone: json["phone_number"].string ?? json["jid"].string)
    }

    /// Two flags instead of a word; nil where they are not there.
    static func status(_ results: JSON, id: String) -> SessionObservation? {
        guard let isConnected = results["is_connected"].bool, let isLoggedIn = results["is_logged_in"].bool else {
            return nil
        }
        let (status, word): (SessionStatus, String) =
            switch (isConnected, isLoggedIn) {
            case (true, true): (.connected, "logged_in")
            case (true, false): (.qrScanning, "connected")
            case (false, _): (.disconnected, "disconnected")
            }
        // "Logged in" means authenticated on this socket, now: where it is not, nothing is known of the login.
        return SessionObservation(id: id, status: status, rawStatus: word, login: isLoggedIn ? .kept : nil)
    }

    /// Whether a 404 says that the device does not exist. An unknown route is answered in plain text.
    static func isMissingDevice(_ json: JSON) -> Bool {
        guard let code = json["code"].text else { return false }
        return code.uppercased().contains("NOT_FOUND")
            || json["message"].string?.lowercased().contains("not found") == true
    }
}
