import SessionHealth

/// The states of WhatsApp Web's socket, as whatsapp-web.js passes them on (`WAState` in its `src/util/Constants.js`).
enum WhatsAppWebState: String {
    case connected = "CONNECTED"
    case opening = "OPENING"
    case pairing = "PAIRING"
    case timeout = "TIMEOUT"
    case conflict = "CONFLICT"
    case unlaunched = "UNLAUNCHED"
    case unpaired = "UNPAIRED"
    case unpairedIdle = "UNPAIRED_IDLE"
    case proxyBlock = "PROXYBLOCK"
    case tosBlock = "TOS_BLOCK"
    case smbTosBlock = "SMB_TOS_BLOCK"
    case deprecatedVersion = "DEPRECATED_VERSION"

    init?(_ word: String) {
        self.init(rawValue: word.uppercased())
    }

    var status: SessionStatus {
        switch self {
        case .connected: .connected
        case .unpaired, .unpairedIdle: .qrScanning
        case .opening, .pairing, .unlaunched: .connecting
        case .timeout, .conflict: .disconnected
        case .proxyBlock, .tosBlock, .smbTosBlock, .deprecatedVersion: .failed
        }
    }

    /// Why it is not connected, where the state says so. `unpaired` is no proof of a lost login: a session that was never
    /// linked is in it as well.
    var ending: SessionEnding? {
        switch self {
        case .conflict: .replaced
        case .tosBlock, .smbTosBlock: .banned
        case .deprecatedVersion: .outdated
        default: nil
        }
    }

    /// Whether WhatsApp itself holds the session back.
    var isRestriction: Bool {
        switch self {
        case .proxyBlock, .tosBlock, .smbTosBlock, .deprecatedVersion: true
        default: false
        }
    }
}
