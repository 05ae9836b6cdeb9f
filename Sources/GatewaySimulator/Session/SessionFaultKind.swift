/// The ways in which a simulated session fails, each seen in the field.
package enum SessionFaultKind: String, CaseIterable, Codable, Sendable {
    /// The browser page is dead; sends fail with its error.
    case crash
    /// Says connected, takes messages, and no acknowledgement ever comes.
    case zombie
    /// The connection is lost; the gateway's own tries run.
    case disconnect
    /// The phone unlinked the device: the login is gone.
    case logout
    /// Another instance uses the same login and takes it over again and again.
    case conflict
    /// The number is banned or locked.
    case banned
    /// WhatsApp turns the client's version down.
    case outdated
    /// Never leaves a phase on the way to being connected.
    case stuck
    /// The gateway has lost it from memory.
    case missing
    /// The gateway says error (the Node service: the phone number could not be read).
    case error
    /// Connected, and new chats may not be begun (463).
    case timeLocked = "time_locked"
    /// Connects and falls, over and over.
    case flapping

    /// The reason or error text as the gateways give it.
    package var text: String {
        switch self {
        case .crash:
            "Protocol error (Runtime.callFunctionOn): Session closed. Most likely the page has been closed."
        case .zombie, .missing, .stuck: ""
        case .disconnect, .flapping: "NAVIGATION"
        case .logout: "LOGOUT"
        case .conflict: "CONFLICT"
        case .banned: "TOS_BLOCK"
        case .outdated: "DEPRECATED_VERSION"
        case .error: "Failed to extract phone number"
        case .timeLocked: "server returned error 463: account restricted from starting new chats"
        }
    }

    /// How many restarts the fault outlives where nothing else is said.
    package var restartsSurvived: Int {
        switch self {
        case .conflict, .banned, .outdated, .timeLocked, .flapping: .max
        case .crash, .zombie, .disconnect, .logout, .stuck, .missing, .error: 0
        }
    }
}
