/// What one verified webhook brought.
package struct WebhookDelivery: Sendable, Hashable {
    /// The same for each repetition of the same delivery: gateways repeat what was not answered in time.
    package var key: String
    package var events: [WebhookEvent]
}
