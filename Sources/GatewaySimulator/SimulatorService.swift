import ServiceLifecycle

/// The simulated gateway as a service that ends on a signal.
struct SimulatorService: Service {
    let gateway: SimulatedGateway
    let onListening: @Sendable (String) -> Void

    func run() async throws {
        try await gateway.run(onListening: onListening)
    }
}
