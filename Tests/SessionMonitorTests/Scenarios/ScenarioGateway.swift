import Foundation
import Gateways
import Synchronization
import WallTime

@testable import GatewaySimulator

/// The simulated gateway of a kind in the same process: Denyut's own adapter asks it as over a wire, in virtual time.
final class ScenarioGateway: GatewayTransport {
    private struct State {
        var fleet: Fleet
        var requests = 0
    }

    private let state: Mutex<State>
    private let dialect: any Dialect
    private let clock: ManualClock

    /// The API key of a kind, in the form that it takes.
    static func key(_ kind: GatewaySimulator.GatewayKind) -> String {
        kind == .gowa ? "user:scenario-key" : "scenario-key"
    }

    init(_ kind: GatewaySimulator.GatewayKind, sessions: Int, clock: ManualClock) {
        self.clock = clock
        var options = SimulatorOptions()
        options.fleet.kind = kind
        options.apiKey = Self.key(kind)
        dialect = options.dialect
        var fleet = Fleet(settings: options.fleet, at: clock.now())
        if kind == .waAutomate {
            fleet.add("s-05", role: .healthy, number: 5, at: clock.now())
        } else {
            fleet.add(count: sessions, prefix: "s-", mix: SessionMix(pattern: [.healthy]), at: clock.now())
        }
        _ = fleet.takeNotices()
        state = Mutex(State(fleet: fleet))
    }

    /// How many requests came in.
    var requests: Int { state.withLock { $0.requests } }

    /// Reads or changes the fleet, after everything due has happened.
    @discardableResult
    func change<Result: Sendable>(_ body: (inout Fleet, Timestamp) throws -> sending Result) rethrows -> Result {
        let now = clock.now()
        return try state.withLock { state in
            state.fleet.advance(to: now)
            return try body(&state.fleet, now)
        }
    }

    /// The webhooks of some news, as the kind words and signs them.
    func webhooks(for notice: FleetNotice, secret: String) -> [WebhookRequest] {
        dialect.webhooks(for: notice).map { event in
            let headers = dialect.webhookHeaders(event, secret: secret, attempt: 1, at: clock.now())
            return WebhookRequest(
                headers: Dictionary(headers.map { ($0.name, $0.value) }) { first, _ in first },
                // What can set no header has the secret in the address.
                query: headers.isEmpty ? ["secret": secret] : [:], body: event.body)
        }
    }

    func send(_ request: GatewayRequest, timeout: Duration) async throws(TransportError) -> GatewayResponse {
        var headers = Dictionary(request.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
        // As `HTTPTransport` asks.
        if headers["accept"] == nil { headers["accept"] = request.expects == .json ? "application/json" : "*/*" }
        var body: [UInt8] = []
        if let json = request.body {
            body = json.bytes
            headers["content-type"] = "application/json"
        }
        let (method, target) = (request.method.rawValue, request.target)
        state.withLock { $0.requests += 1 }
        let answer = change { fleet, now in
            Simulation.answer(
                GatewayCall(method, target, headers: headers, body: body, at: now), &fleet, dialect
            ).0
        }
        let delay = Duration.milliseconds(answer.delay * 1000)
        if case .never = answer.delivery {
            clock.advance(by: timeout)
            throw .timedOut("no answer")
        }
        guard delay <= timeout else {
            clock.advance(by: timeout)
            throw .timedOut("no answer")
        }
        if delay > .zero { clock.advance(by: delay) }
        if case .closed = answer.delivery { throw .unreachable("connection refused") }
        if case .filler = answer.body { throw .tooLarge(limit: 8 << 20) }
        return GatewayResponse(
            status: answer.status,
            headers: Dictionary(answer.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first },
            body: answer.bytes)
    }
}
