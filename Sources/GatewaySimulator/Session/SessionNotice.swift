/// News of a session, which each kind of gateway words as its webhooks do.
package enum SessionNotice: Hashable, Sendable {
    case starting
    case code(text: String, count: Int, isRegeneration: Bool)
    case authenticated
    case ready
    case disconnected(reason: String)
    case failed(message: String)
    case stopped
    case loggedOut
    case reconnected
    case reconnectFailed(tries: Int)
    case received(message: String, from: String, text: String)
    case sent(message: String, to: String, text: String)
    case acknowledged(message: String, level: Int)
    case sendFailed(message: String, to: String, error: String)
}
