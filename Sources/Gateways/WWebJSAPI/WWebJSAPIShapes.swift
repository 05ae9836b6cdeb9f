import SessionHealth

/// The shapes of wwebjs-api's answers. It answers 200 to nearly everything, and says in the body how it went.
enum WWebJSAPIShapes {
    /// What a status answer means.
    enum Status: Equatable {
        case found(SessionObservation)
        case notFound
        /// The status alone does not tell whether it shows a QR code; with one it waits for a scan, whatever it says.
        case dependsOnQR(SessionObservation)
    }

    /// An answer of `/session/status`; nil where it is none.
    static func status(_ json: JSON, id: String) -> Status? {
        guard let success = json["success"].bool, json.has("state") || json.has("message") else { return nil }
        let state = json["state"].string ?? ""
        let message = json["message"].string ?? ""
        func observation(_ status: SessionStatus, _ ending: SessionEnding? = nil, restricted: Bool = false)
            -> SessionObservation
        {
            SessionObservation(
                id: id, status: status, rawStatus: state.isEmpty ? message : state, restricted: restricted,
                ending: ending, detail: message)
        }
        if success { return .found(observation(.connected)) }
        switch message {
        case "session_not_found": return .notFound
        case "session_not_connected": break
        case "browser tab closed", "session closed": return .found(observation(.failed))
        default:
            // The text of an error that the page or the browser threw, whatever it is: `success: false` says that the session is
            // not connected.
            let isCrash = CrashPattern.find(in: message, confirmed: false) != nil
            return .found(observation(isCrash ? .failed : .disconnected))
        }
        if state.isEmpty { return .dependsOnQR(observation(.connecting)) }
        guard let known = WhatsAppWebState(state) else { return .found(observation(.unknown)) }
        if known.status == .qrScanning { return .dependsOnQR(observation(.qrScanning)) }
        return .found(observation(known.status, known.ending, restricted: known.isRestriction))
    }
}
