import Synchronization
import WallTime

/// Passes requests on, and remembers which ones and what the answers' clocks said.
final class ObservedTransport: GatewayTransport {
    private struct Exchange {
        var request: GatewayReport.Request
        /// By how much the gateway's clock is ahead of ours.
        var clockLead: Duration?
    }

    private let transport: any GatewayTransport
    private let clock: any WallClock
    private let exchanges = Mutex<[Exchange]>([])

    init(_ transport: any GatewayTransport, clock: any WallClock) {
        self.transport = transport
        self.clock = clock
    }

    /// What was sent, in the order in which it was answered.
    var requests: [GatewayReport.Request] { exchanges.withLock { $0.map(\.request) } }

    /// By how much the gateway's clock is ahead of ours, from the quickest answer; nil where no answer tells the time.
    var clockLead: Duration? {
        let told = exchanges.withLock { $0.filter { $0.clockLead != nil } }
        return told.min { $0.request.latency < $1.request.latency }?.clockLead
    }

    func send(_ request: GatewayRequest, timeout: Duration) async throws(TransportError) -> GatewayResponse {
        let (sentAt, start) = (clock.now(), ContinuousClock.now)
        do {
            let response = try await transport.send(request, timeout: timeout)
            let latency = start.duration(to: .now)
            // Dates are cut off to whole seconds, and were written half-way between question and answer.
            let told = response.headers["date"].flatMap { Timestamp(httpDate: $0) }.map { $0 + .milliseconds(500) }
            add(request, response.status, latency, told.map { $0 - (sentAt + latency / 2) })
            return response
        } catch {
            add(request, nil, start.duration(to: .now), nil)
            throw error
        }
    }

    private func add(_ request: GatewayRequest, _ status: Int?, _ latency: Duration, _ clockLead: Duration?) {
        let request = GatewayReport.Request(operation: request.operation, status: status, latency: latency)
        exchanges.withLock { $0.append(Exchange(request: request, clockLead: clockLead)) }
    }
}
