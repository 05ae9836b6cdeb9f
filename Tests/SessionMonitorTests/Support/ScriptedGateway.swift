import Gateways
import Synchronization

/// A gateway that answers as the test says, byte for byte, under the kind's own adapter; and remembers what was asked of it.
final class ScriptedGateway: GatewayTransport {
    private struct State {
        var answers: [String: GatewayResponse] = [:]
        var calls: [String] = []
    }

    private let state = Mutex(State())

    /// Sets what a call is answered with: by method and path, without the query, as in `GET /devices/org_1/status`.
    func on(
        _ call: String, _ status: Int, _ body: String, type: String = "application/json", retryAfter: Int? = nil
    ) {
        var headers = ["content-type": type]
        if let retryAfter { headers["retry-after"] = "\(retryAfter)" }
        let response = GatewayResponse(status: status, headers: headers, body: Array(body.utf8))
        state.withLock { $0.answers[call] = response }
    }

    func on(_ call: String, _ body: String, type: String = "application/json") {
        on(call, 200, body, type: type)
    }

    func on(_ call: String, picture: [UInt8]) {
        let response = GatewayResponse(status: 200, headers: ["content-type": "image/png"], body: picture)
        state.withLock { $0.answers[call] = response }
    }

    /// What was asked so far, as it was sent, without the query.
    var calls: [String] { state.withLock { $0.calls } }

    /// What was asked that changes something: everything but questions.
    var changes: [String] {
        calls.filter { call in
            !call.hasPrefix("GET ")
                || ["restart", "stop", "start", "terminate"].contains { call.contains("/session/\($0)/") }
        }
    }

    func send(_ request: GatewayRequest, timeout: Duration) async throws(TransportError) -> GatewayResponse {
        let call = "\(request.method.rawValue) \(request.path.encoded)"
        return state.withLock { state in
            state.calls.append(call)
            return state.answers[call]
                ?? GatewayResponse(
                    status: 404, headers: ["content-type": "text/html"], body: Array("<pre>Cannot \(call)</pre>".utf8))
        }
    }
}
