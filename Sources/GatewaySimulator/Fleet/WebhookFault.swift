/// What goes wrong on the way of the webhooks.
package struct WebhookFault: Hashable, Sendable {
    /// The part of the events that are never sent, 0–1.
    package var lost: Double = 0
    /// The part of the events that are sent twice, 0–1.
    package var doubled: Double = 0
    /// Sends without a signature.
    package var unsigned = false
    /// Seconds between the event and its sending.
    package var delay: Double = 0

    package init() {}
}
