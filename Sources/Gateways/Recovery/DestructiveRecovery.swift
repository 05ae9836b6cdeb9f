/// What ends a login or begins a new one: afterwards a person has to scan a QR code.
///
/// Only for code that has proof that the login is gone, or that somebody told to.
package protocol DestructiveRecovery: Sendable {
    /// Creates a session that has no login yet and starts it, so that it shows a QR code.
    func createSession(_ session: SessionReference) async throws(GatewayError) -> NewSession

    /// Ends a session and its login. `notFound` and `alreadySo` are as good as `accepted`.
    func endSession(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer
}
