/// What a session asks its gateway to do about an event.
package enum SessionEffect: Hashable, Sendable {
    /// Tell the webhook's receiver.
    case tell(SessionNotice)
    /// Hand the session that event after so many seconds, unless it has entered another phase by then.
    case after(seconds: Double, SessionEvent)
    /// The same, whatever phase it has entered by then.
    case afterAll(seconds: Double, SessionEvent)
}
