/// How the delivery of a webhook ended.
package enum WebhookOutcome: Hashable, Sendable {
    case delivered
    /// The receiver answered with that status.
    case refused(status: Int)
    /// No answer.
    case unreachable
}
