/// News on its way to the receiver of the webhooks.
struct OutgoingNotice: Sendable {
    var notice: FleetNotice
    var target: WebhookTarget
    /// Seconds to wait before the first try.
    var delay: Double
}
