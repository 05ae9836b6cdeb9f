/// How much time, space and concurrency a gateway gets.
package struct GatewayLimits: Sendable, Hashable {
    /// From asking to the complete answer (setting `gatewayTimeout`).
    package var total: Duration
    /// Until a connection stands (setting `gatewayConnectTimeout`).
    package var connect: Duration
    /// Between two pieces of an answer.
    package var read: Duration
    /// The largest answer taken, in bytes (setting `gatewayBodyLimit`).
    package var body: Int
    /// How many requests may be in flight at once (setting `gatewayConcurrency`).
    package var concurrency: Int
    /// Until a list that takes one request per session has to be complete. Sessions not asked by then are unknown.
    package var list: Duration
    package var circuit: CircuitBreaker.Limits

    /// The largest values that make sense; a setting beyond them is a slip of the pen.
    static let durations = Duration.milliseconds(1)...Duration.seconds(600)
    static let bodies = 1024...(1024 * 1024 * 1024)
    static let concurrencies = 1...1024

    /// Makes limits; a read time-out that is not given is the total one.
    ///
    /// - Throws: `GatewayConfigurationError` that names the setting and its range.
    package init(
        total: Duration = .seconds(10), connect: Duration = .seconds(3), read: Duration? = nil,
        body: Int = 8 * 1024 * 1024, concurrency: Int = 16, list: Duration = .seconds(60),
        circuit: CircuitBreaker.Limits = .init()
    ) throws(GatewayConfigurationError) {
        self.total = total
        self.connect = connect
        self.read = read ?? total
        self.body = body
        self.concurrency = concurrency
        self.list = list
        self.circuit = circuit
        for (setting, value) in [("gatewayTimeout", total), ("gatewayConnectTimeout", connect)] {
            guard Self.durations.contains(value) else {
                throw GatewayConfigurationError("\(setting) is \(value): it must be from 0.001 to 600 seconds")
            }
        }
        guard Self.bodies.contains(body) else {
            throw GatewayConfigurationError("gatewayBodyLimit is \(body): it must be from 1024 bytes to 1 GiB")
        }
        guard Self.concurrencies.contains(concurrency) else {
            throw GatewayConfigurationError("gatewayConcurrency is \(concurrency): it must be from 1 to 1024")
        }
    }

    private init() {
        total = .seconds(10)
        connect = .seconds(3)
        read = .seconds(10)
        body = 8 * 1024 * 1024
        concurrency = 16
        list = .seconds(60)
        circuit = .init()
    }

    /// The limits that hold where nothing is set: 10 s in all, 3 s to connect, 8 MiB, 16 in flight.
    package static let standard = GatewayLimits()
}
