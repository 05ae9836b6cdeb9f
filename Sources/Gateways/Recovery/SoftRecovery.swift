/// What restarts a session and never touches its login.
///
/// No call of this protocol may log a session out, delete it or wipe its files, whatever state it is in. Where a kind has
/// no way to be sure of that, it throws `refused` instead.
package protocol SoftRecovery: Sendable {
    /// Restarts a session under its own name, with its login kept. One that does not run is started.
    func softRestart(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer

    /// Stops a session and keeps its login.
    ///
    /// - Throws: `GatewayError` with code `unsupported` where `capabilities.stopStart` is false.
    func stop(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer

    /// Starts a session that was stopped, with the login it has.
    ///
    /// - Throws: `GatewayError` with code `unsupported` where `capabilities.stopStart` is false.
    func start(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer
}
