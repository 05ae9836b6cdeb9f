import SessionHealth
import WallTime

/// The shapes of Evolution API's answers.
enum EvolutionShapes {
    /// The normal status for Evolution's word.
    static func status(_ word: String?) -> SessionStatus {
        switch word?.lowercased() {
        case "open": .connected
        case "connecting": .connecting
        case "close", "closed": .disconnected
        // After too many QR codes that nobody scanned.
        case "refused": .failed
        // The instance is in its database and not (yet) in memory.
        default: .unknown
        }
    }

    /// A row of `fetchInstances`.
    struct Row {
        var observation: SessionObservation
        /// Whether it is an instance of the official API, or one without a connection of its own (`integration`; rows of old
        /// versions have none, and are of this kind).
        var isOfficial: Bool
    }

    /// A row. It holds the instance's token, which is Meta's access token for one of the official API, so nothing but these
    /// fields is read from it.
    static func row(_ json: JSON) -> Row? {
        guard let id = json["name"].sessionName else { return nil }
        let integration = json["integration"].string ?? ""
        guard integration.isEmpty || integration.uppercased() == "WHATSAPP-BAILEYS" else {
            return Row(observation: official(id, integration), isOfficial: true)
        }
        return Row(observation: session(json, id: id), isOfficial: false)
    }

    /// An instance whose stored "open" is a constant and proves nothing: no code, no restart and no login are its own.
    static func official(_ id: String, _ integration: String = "") -> SessionObservation {
        SessionObservation(
            id: id, status: .unknown, rawStatus: integration.isEmpty ? "official API" : integration,
            detail:
                "an instance of WhatsApp's official API, or without a connection of its own: Evolution does not know its state"
        )
    }

    private static func session(_ json: JSON, id: String) -> SessionObservation {
        let word = json["connectionStatus"].string ?? ""
        let status = status(word)
        let isDown = status == .disconnected || status == .failed
        return SessionObservation(
            id: id, status: status, rawStatus: word,
            phone: [json["ownerJid"].string, json["number"].text].lazy.compactMap { $0.flatMap(phoneDigits) }.first,
            // The reason of the last disconnection stays in the row after the session is back.
            ending: isDown ? json["disconnectionReasonCode"].int.flatMap { SessionEnding(code: $0) } : nil,
            since: isDown ? json["disconnectionAt"].timestamp : nil, name: json["profileName"].string)
    }

    /// What `connect` answers: the code that is being shown, or the state of an instance that needs none.
    static func qrCode(_ json: JSON, now: Timestamp) -> QRCodeAnswer {
        if let state = json["instance"]["state"].string ?? json["instance"]["status"].string, state == "open" {
            return .notNeeded
        }
        let qr = json["qrcode"].isObject ? json["qrcode"] : json
        let code = [qr["base64"].string, qr["code"].string].lazy.compactMap {
            $0.flatMap { QRCode($0, shownAt: now) }
        }.first
        // `{"count":0}`: not drawn yet.
        return code.map(QRCodeAnswer.code) ?? .notReady
    }

    /// Whether a 404 says that the instance does not exist, and not that the route does not.
    static func isMissingInstance(_ json: JSON) -> Bool {
        words(json).contains { $0.lowercased().contains("does not exist") }
    }

    /// What it says in an error, in any of the places where it says it.
    static func words(_ json: JSON) -> [String] {
        let places = [json["response"]["message"], json["message"]]
        return places.flatMap { place in
            place.string.map { [$0] } ?? place.array?.prefix(8).compactMap(\.string) ?? []
        }
    }
}
