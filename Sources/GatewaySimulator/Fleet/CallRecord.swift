package import WallTime

/// A call received that changed something, or would have.
package struct CallRecord: Sendable {
    /// What a call did to a session, in one word for all kinds of gateway.
    package enum Action: String, CaseIterable, Sendable {
        case create
        case start
        case restart
        case stop
        case logout
        case delete
        case renewCode = "renew_code"
        case send
        case metadata
        case webhook
        case wipe
    }

    package var number: Int
    package var at: Timestamp
    package var method: String
    package var path: String
    package var session: String?
    package var action: Action
    /// Whether a living login lay there before the call.
    package var hadLogin: Bool
    /// Whether the session was connected and free of faults before the call.
    package var wasWorking: Bool
    /// Whether a QR code was on the session's screen before the call.
    package var showedCode: Bool
    /// What was wrong with the session before the call.
    package var fault: SessionFaultKind?
    /// Whether the call ended a living login.
    package var wasDestructive: Bool

    /// Whether the call interferes with a session, which sending a message or storing a note does not.
    package var touchesSession: Bool {
        switch action {
        case .create, .start, .restart, .stop, .logout, .delete, .renewCode, .wipe: true
        case .send, .metadata, .webhook: false
        }
    }

    var json: JSON {
        [
            "number": .count(number), "at": .string(at.iso8601), "method": .string(method), "path": .string(path),
            "session": .optional(session), "action": .string(action.rawValue), "had_login": .bool(hadLogin),
            "was_working": .bool(wasWorking), "showed_code": .bool(showedCode),
            "fault": .optional(fault?.rawValue), "destructive": .bool(wasDestructive), "touches": .bool(touchesSession),
        ]
    }
}
