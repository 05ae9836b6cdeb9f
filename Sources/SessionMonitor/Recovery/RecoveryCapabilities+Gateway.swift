import Gateways
import SessionHealth

extension RecoveryCapabilities {
    /// What a gateway can do for a session, as the gates and the ladder read it.
    ///
    /// - Parameter capabilities: nil where the gateway's setting cannot be used: then it can do nothing.
    init(_ capabilities: GatewayCapabilities?, kind: GatewayKind?) {
        guard let capabilities, let kind else {
            self.init(softRestart: false, stopStart: false, startsMissing: false, newSession: false)
            return
        }
        self.init(
            softRestart: capabilities.softRestart, stopStart: capabilities.stopStart,
            startsMissing: kind.keepsLoginsOnDisk && (capabilities.softRestart || capabilities.stopStart),
            newSession: capabilities.newLogin != nil && capabilities.qr != nil,
            deepProbe: capabilities.deepProbe, ownRetry: capabilities.ownRetry, kind: kind.rawValue)
    }
}

extension GatewayKind {
    /// Whether it starts a session that it does not have in memory from a login on its disk. The others answer that there
    /// is none.
    fileprivate var keepsLoginsOnDisk: Bool {
        switch self {
        case .node, .wwebjsAPI: true
        // WPPConnect would, but makes a session of every name that it is told to start; so it is only told names it has.
        case .wppconnect, .waha, .evolution, .gowa, .openwa, .waAutomate: false
        }
    }
}
