import Gateways
import Logging
import WallTime

/// A connection to a fake gateway.
func connection(
    _ kind: GatewayKind, _ transport: any GatewayTransport, key: String? = "test-key-1", secret: String? = nil,
    clock: any WallClock = ManualClock(), limits: GatewayLimits = .standard,
    nodeAuthentication: NodeAuthenticationMode? = nil
) throws -> GatewayConnection {
    let configuration = try GatewayConfiguration(
        name: "main", kind: kind, url: try GatewayURL("http://gateway.test:3001"), apiKey: key.map(Secret.init),
        webhookSecret: secret.map(Secret.init), limits: limits, nodeAuthentication: nodeAuthentication)
    return GatewayFactory.connection(
        to: configuration, transport: transport, clock: clock, logger: Logger(label: "test"))
}

/// The error of an operation that must fail.
func gatewayError<Value>(_ operation: () async throws(GatewayError) -> Value) async -> GatewayError? {
    do {
        _ = try await operation()
        return nil
    } catch {
        return error
    }
}
