import SessionHealth
import WallTime

/// The shapes of open-wa's answers.
enum WAAutomateShapes {
    /// The normal status for open-wa's word (`packages/schema/src/events/state.ts`).
    static func status(_ word: String?) -> SessionStatus {
        switch word?.uppercased() {
        case "READY", "CONNECTED", "SYNCING": .connected
        case "PAIRING", "UNPAIRED", "UNPAIRED_IDLE": .qrScanning
        case "STARTING", "AUTHENTICATING", "UNLAUNCHED", "OPENING": .connecting
        case "DISCONNECTED", "TIMEOUT", "CONFLICT", "STOPPED": .disconnected
        case "TOS_BLOCK", "SMB_TOS_BLOCK", "PROXYBLOCK", "DEPRECATED_VERSION": .failed
        default: .unknown
        }
    }

    /// The session in an answer of `/health`; nil where there is none in it.
    static func session(_ health: JSON, id: String) -> SessionObservation? {
        let session = health["session"]
        guard session.isObject else { return nil }
        let word = session["state"].string ?? session["status"].string ?? ""
        var status = status(word)
        // The word of the phase and the flag of the connection can disagree for a moment after a cut.
        if status == .connected, health["connected"].bool == false { status = .disconnected }
        let state = WhatsAppWebState(word)
        let qr = health["qr"]
        let showsQR = qr.string.map { !$0.isEmpty } ?? (qr.bool == true)
        // It waits for the scan in AUTHENTICATING: a code that is there weighs more than the word.
        if showsQR, status == .connecting || status == .unknown { status = .qrScanning }
        return SessionObservation(
            id: id, status: status, rawStatus: word, phone: health["host"]["wid"].string,
            lastActivity: health["lastEventAt"].timestamp, restricted: state?.isRestriction ?? false,
            ending: state?.ending, showsQR: health.has("qr") ? showsQR : nil,
            detail: session["blockers"].array?.first?.string)
    }
}
