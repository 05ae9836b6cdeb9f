import SessionHealth

/// The shapes of WPPConnect server's answers.
enum WPPConnectShapes {
    /// The normal status for WPPConnect's word, in answers and in webhooks.
    static func status(_ word: String?) -> SessionStatus {
        switch word?.uppercased() {
        case "CONNECTED", "ISLOGGED", "INCHAT", "QRREADSUCCESS", "CHATSAVAILABLE": .connected
        case "QRCODE", "PHONECODE", "NOTLOGGED": .qrScanning
        case "INITIALIZING": .connecting
        case "CLOSED", "DISCONNECTED", "DESCONNECTEDMOBILE", "DISCONNECTEDMOBILE", "AUTOCLOSECALLED",
            "SERVERCLOSE", "QRREADFAIL", "QRREADERROR":
            .disconnected
        case "BROWSERCLOSE", "DELETETOKEN": .failed
        default: .unknown
        }
    }

    /// An answer of `status-session`; nil where it has no status.
    static func session(_ json: JSON, id: String) -> SessionObservation? {
        guard json.has("status") else { return nil }
        let word = json["status"].string ?? ""
        return SessionObservation(
            id: id, status: status(word), rawStatus: word,
            showsQR: json["qrcode"].string != nil || json["urlcode"].string?.isEmpty == false)
    }
}
