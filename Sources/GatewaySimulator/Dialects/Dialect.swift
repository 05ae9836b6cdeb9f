package import WallTime

/// How one kind of gateway speaks: its endpoints, its refusals, its webhooks. The sessions behind it are the same for
/// all kinds.
package protocol Dialect: Sendable {
    /// The endpoints, the first that matches answers.
    var routes: [Route] { get }

    /// The session that a call names elsewhere than in its path.
    func session(of call: GatewayCall) -> String?

    /// The answer to a call without the right key; nil where the key is right.
    func refusal(of call: GatewayCall) -> GatewayAnswer?

    /// The answer to a 401 on demand, whatever the key.
    func unauthorized(_ call: GatewayCall) -> GatewayAnswer

    /// The answer to a call that no endpoint matches.
    func unknownRoute(_ call: GatewayCall) -> GatewayAnswer

    /// The answer when something broke inside.
    func internalError(status: Int, _ call: GatewayCall) -> GatewayAnswer

    /// What the webhook's receiver is told of some news; empty for news that this kind keeps to itself.
    func webhooks(for notice: FleetNotice) -> [WebhookEvent]

    /// The headers that go with a webhook's body.
    ///
    /// - Parameter attempt: 1 for the first.
    func webhookHeaders(
        _ event: WebhookEvent, secret: String?, attempt: Int, at now: Timestamp
    ) -> [(name: String, value: String)]

    /// Seconds to wait before each further try to deliver a webhook; nil to give up.
    func webhookRetryDelay(after attempt: Int, outcome: WebhookOutcome) -> Double?
}
