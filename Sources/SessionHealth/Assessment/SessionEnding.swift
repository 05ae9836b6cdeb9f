/// Why a session ended, where the gateway says so in a way that can be relied upon.
package enum SessionEnding: String, Sendable, Hashable, Codable, CaseIterable {
    /// Logged out from the phone or by WhatsApp: the login is gone.
    case loggedOut = "logged_out"
    /// Another client took over (440, CONFLICT): reconnecting would start a fight.
    case replaced
    /// Device removed by WhatsApp, banned or locked (401 with "device removed", 402, 403, 406, TOS_BLOCK).
    case banned
    /// The gateway's WhatsApp Web version is too old (405, DEPRECATED_VERSION): a QR code would not come either.
    case outdated
    /// Reach-out time lock (463): connected, and new chats fail until it ends.
    case timeLocked = "time_locked"
    /// A person asked for it.
    case stoppedByUser = "stopped_by_user"

    /// Whether reconnecting is forbidden (`RecoveryGate.terminalCause`).
    package var isTerminal: Bool { self != .stoppedByUser }

    /// Reads WhatsApp's disconnect code and a gateway's reason text.
    ///
    /// Codes as Baileys lists them (`DisconnectReason`), reasons as whatsapp-web.js emits them. What is not certain gives
    /// nil: 515 (restart required) is normal after a scan, 408, 428 and 500 are ordinary disconnections. whatsmeow writes the code into
    /// the text, as "403: primary device was logged out" (`ConnectFailureReason.String`): there the number counts, not the words.
    package init?(code: Int? = nil, reason: String? = nil) {
        let reason = reason.map { String($0.prefix(300)).lowercased() } ?? ""
        func says(_ words: String...) -> Bool { words.contains { reason.contains(substring: $0) } }
        switch code ?? Self.leadingCode(reason) {
        case 401: self = says("device_removed", "device removed") ? .banned : .loggedOut
        case 402, 403, 406: self = .banned
        case 405: self = .outdated
        case 440: self = .replaced
        case 463: self = .timeLocked
        default:
            if says("user_requested", "deleted_session") {
                self = .stoppedByUser
            } else if says("device_removed", "device removed", "tos_block", "banned") {
                self = .banned
            } else if says("logout", "logged_out", "logged out", "loggedout") || reason == "unpaired" {
                self = .loggedOut
            } else if says("conflict", "replaced") {
                self = .replaced
            } else if says("deprecated_version") {
                self = .outdated
            } else {
                return nil
            }
        }
    }

    /// The code of a text that begins with one, as whatsmeow writes them, also behind what a gateway put before it ("connect failure:
    /// 403: …"); nil where it has none.
    private static func leadingCode(_ text: String) -> Int? {
        for part in text.split(separator: ":", maxSplits: 8).dropLast() {
            let word = part.drop { $0 == " " }
            if word.utf8.count == 3, let code = Int(word), [401, 402, 403, 405, 406].contains(code) { return code }
        }
        return nil
    }
}
