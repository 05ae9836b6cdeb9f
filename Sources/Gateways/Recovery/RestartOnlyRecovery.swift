/// The soft recovery of a kind that cannot stop a session and surely keep its login (`capabilities.stopStart` is false).
protocol RestartOnlyRecovery: SoftRecovery {
    /// The gateway's name in the settings.
    var name: String { get }
    /// What stopping would do, in words for people.
    static var whyNoStop: String { get }
}

extension RestartOnlyRecovery {
    func stop(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer { throw unsupported("stop") }

    func start(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer { throw unsupported("start") }

    private func unsupported(_ operation: String) -> GatewayError {
        GatewayError(
            .unsupported, gateway: name, operation: operation, message: "\(Self.whyNoStop): use the soft restart")
    }
}
