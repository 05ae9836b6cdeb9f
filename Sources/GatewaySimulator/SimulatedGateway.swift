//  GatewaySimulator: a WhatsApp gateway to try settings on and to test against, with faults on demand.
//
//  Imports WallTime, Hummingbird (its server), AsyncHTTPClient (its webhooks), Crypto (their signatures) and swift-log;
//  no module of ours but WallTime, so that it cannot share a mistake with what it tests. The middle is a value, `Fleet`,
//  driven by calls and times; what each kind of gateway says lies in `Dialects`; `Simulation` holds the lock and the
//  clock; this file holds the server. It never speaks to WhatsApp, and keeps nothing on disk.

import AsyncHTTPClient
import Hummingbird
package import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals
import WallTime

/// A simulated gateway that answers over HTTP.
package struct SimulatedGateway: Sendable {
    /// The gateway behind the server: a test in the same process may look at it and change it directly.
    package let simulation: Simulation
    private let options: SimulatorOptions
    private let logger: Logger

    /// - Throws: `ControlError` where the options ask for something that cannot be.
    package init(
        _ options: SimulatorOptions,
        logger: Logger = Logger(label: "gateway-simulator") { _ in SwiftLogNoOpLogHandler() }
    ) throws(ControlError) {
        self.options = options
        self.logger = logger
        simulation = try Simulation(options, logger: logger)
    }

    /// Serves until the task is cancelled or told to stop gracefully.
    ///
    /// - Parameter onListening: called once with the address, such as `http://127.0.0.1:3001`.
    /// - Throws: what binding the port throws, such as that it is taken.
    package func run(onListening: @escaping @Sendable (String) -> Void) async throws {
        let simulation = simulation
        let responder = SimulatorResponder(simulation: simulation, control: ControlRoutes(simulation: simulation))
        let host = options.host
        let application = Application(
            responder: responder,
            configuration: ApplicationConfiguration(address: .hostname(host, port: options.port)),
            onServerRunning: { channel in
                onListening("http://\(host):\(channel.localAddress?.port ?? 0)")
            },
            logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            simulation.begin()
            let sender = WebhookSender(simulation: simulation, client: .shared)
            group.addTask { await sender.run() }
            defer {
                simulation.end()
                group.cancelAll()
            }
            try await application.run()
        }
    }

    /// Serves until the process is told to stop (SIGINT, SIGTERM).
    package func runUntilSignal(onListening: @escaping @Sendable (String) -> Void) async throws {
        let service = SimulatorService(gateway: self, onListening: onListening)
        try await ServiceGroup(
            services: [service], gracefulShutdownSignals: [.sigint, .sigterm], logger: logger
        ).run()
    }

    /// Runs a gateway while the body runs, and stops it afterwards: for tests.
    package static func running<Result: Sendable>(
        _ options: SimulatorOptions, _ body: @Sendable (RunningGateway) async throws -> Result
    ) async throws -> Result {
        let gateway = try SimulatedGateway(options)
        let (addresses, announced) = AsyncStream<String>.makeStream()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { announced.finish() }
                try await gateway.run { announced.yield($0) }
            }
            defer { group.cancelAll() }
            for await address in addresses {
                return try await body(RunningGateway(url: address, simulation: gateway.simulation))
            }
            // The server ended before it listened: its error tells why.
            try await group.waitForAll()
            throw CancellationError()
        }
    }
}
