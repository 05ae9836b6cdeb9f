import Gateways
import Synchronization

/// Answers requests from a table of routes, and remembers what was asked.
final class FakeTransport: GatewayTransport {
    typealias Answer = @Sendable (GatewayRequest) throws(TransportError) -> GatewayResponse

    private struct State {
        var requests: [GatewayRequest] = []
        var routes: [String: Answer] = [:]
        var fallback: Answer
    }

    private let state: Mutex<State>

    /// Makes a transport; what is not in its table is answered with the fallback.
    init(_ routes: [String: GatewayResponse] = [:], fallback: GatewayResponse = .json(404, ["error": "no such route"]))
    {
        state = Mutex(State(routes: routes.mapValues { response in { _ in response } }, fallback: { _ in fallback }))
    }

    /// Makes a transport that answers everything in the same way.
    init(always answer: @escaping Answer) {
        state = Mutex(State(fallback: answer))
    }

    /// Sets the answer for a method and path template, as in `GET /api/sessions/{}/status`.
    func on(_ operation: String, _ answer: @escaping Answer) {
        state.withLock { $0.routes[operation] = answer }
    }

    func on(_ operation: String, _ response: GatewayResponse) {
        on(operation) { _ in response }
    }

    var requests: [GatewayRequest] { state.withLock { $0.requests } }
    var operations: [String] { requests.map(\.operation) }

    func send(_ request: GatewayRequest, timeout: Duration) async throws(TransportError) -> GatewayResponse {
        let answer = state.withLock { state in
            state.requests.append(request)
            return state.routes[request.operation] ?? state.fallback
        }
        return try answer(request)
    }
}

extension GatewayResponse {
    /// An answer with a JSON body.
    static func json(_ status: Int = 200, _ body: JSON, headers: [String: String] = [:]) -> GatewayResponse {
        GatewayResponse(
            status: status, headers: headers.merging(["content-type": "application/json"]) { own, _ in own },
            body: body.bytes)
    }

    /// An answer with a text body.
    static func text(_ status: Int = 200, _ body: String, type: String = "text/plain") -> GatewayResponse {
        GatewayResponse(status: status, headers: ["content-type": type], body: Array(body.utf8))
    }
}

extension GatewayRequest {
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    func parameter(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }
}
