/// All that there is to one configured gateway, each ability by itself.
///
/// Hand on only the part that a piece of code is meant to have: what watches gets `gateway`, what restarts gets
/// `softRecovery`, and only what somebody decided to let replace a login gets `destructiveRecovery`.
package struct GatewayConnection: Sendable {
    /// What only asks.
    package var gateway: any Gateway
    /// What restarts a session and keeps its login; nil where the kind cannot.
    package var softRecovery: (any SoftRecovery)?
    /// What ends a login and begins a new one; nil where the kind cannot.
    package var destructiveRecovery: (any DestructiveRecovery)?
    /// What verifies and reads its webhooks.
    package var webhooks: WebhookReceiver
}
