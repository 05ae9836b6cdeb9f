import Gateways
import Logging
import Testing
import WallTime

@Suite("What counts as an answer")
struct GatewayClientTests {
    private let clock = ManualClock()

    private func client(
        _ transport: FakeTransport, limits: GatewayLimits = .standard, secrets: [Secret] = []
    ) -> GatewayClient {
        GatewayClient(
            name: "main", transport: transport, gate: GatewayGate(limits: limits), limits: limits, clock: clock,
            logger: Logger(label: "test"), credentials: [.init("X-Key", "hunter2")], secrets: secrets)
    }

    private func error(for response: GatewayResponse, reads: Set<Int> = []) async -> GatewayError? {
        let client = client(FakeTransport(fallback: response))
        return await gatewayError { () throws(GatewayError) in
            try await client.answer(to: GatewayRequest(.get, "/x", reads: reads))
        }
    }

    @Test(
        "what is not the gateway's answer is an error of its own kind",
        arguments: [
            (GatewayResponse.json(401, [:]), GatewayError.Code.unauthorized), (.json(403, [:]), .unauthorized),
            (.json(407, [:]), .unauthorized), (.json(429, [:]), .overloaded), (.json(500, [:]), .serverError),
            (.json(502, [:]), .serverError), (.json(503, [:]), .serverError), (.json(408, [:]), .timedOut),
            (.json(503, [:], headers: ["retry-after": "5"]), .overloaded), (.json(404, [:]), .wrongRoute),
            (.json(405, [:]), .wrongRoute), (.json(400, [:]), .refused), (.json(422, [:]), .refused),
            (.json(301, [:], headers: ["location": "https://other"]), .badAnswer), (.json(304, [:]), .badAnswer),
            (.json(199, [:]), .badAnswer), (.json(799, [:]), .badAnswer), (.text(200, "pong"), .badAnswer),
            (.text(200, "<html>login</html>", type: "text/html"), .badAnswer), (.text(200, ""), .badAnswer),
            (.text(200, "{\"a\":"), .badAnswer),
            (.text(200, String(repeating: "[", count: 100_000)), .badAnswer),
        ])
    func errors(response: GatewayResponse, code: GatewayError.Code) async {
        #expect(await error(for: response)?.code == code)
    }

    @Test("a status that the adapter reads itself counts only with JSON in it")
    func readStatuses() async throws {
        #expect(await error(for: .json(404, ["error": "Session not found"]), reads: [404]) == nil)
        #expect(await error(for: .text(404, "<html>", type: "text/html"), reads: [404])?.code == .wrongRoute)
        #expect(await error(for: .text(404, "[]"), reads: [404])?.code == .wrongRoute)
    }

    @Test("an error shows what the gateway said, in one line and without our secrets")
    func secretsInErrors() async throws {
        let response = GatewayResponse.json(400, ["message": "bad key hunter2\nfor you" as JSON])
        let client = client(FakeTransport(fallback: response), secrets: [Secret("hunter2")])
        let error = await gatewayError { () throws(GatewayError) in
            try await client.answer(to: GatewayRequest(.get, "/x/\("a-name")", query: [.init("api_key", "hunter2")]))
        }
        let text = String(describing: try #require(error))
        #expect(text == "gateway 'main': GET /x/{}: refused (400): bad key (secret) for you")
    }

    @Test("no session name leads to another route", arguments: ["", ".", "..", String(repeating: "x", count: 256)])
    func impossibleNames(name: String) async {
        let transport = FakeTransport()
        let client = client(transport)
        let error = await gatewayError { () throws(GatewayError) in
            try await client.answer(to: GatewayRequest(.get, "/x/\(name)"))
        }
        #expect(error?.code == .invalidRequest)
        #expect(transport.requests.isEmpty)
    }

    @Test("names are escaped in the path and left out of the template")
    func escaping() {
        let request = GatewayRequest(
            .get, "/a/\("x/../y?z#%é ")/b", query: [.init("k&", "v=é")])
        #expect(request.target == "/a/x%2F..%2Fy%3Fz%23%25%C3%A9%20/b?k%26=v%3D%C3%A9")
        #expect(request.operation == "GET /a/{}/b")
    }

    @Test("five failures in a row stop the asking, and the error says for how long")
    func circuit() async {
        let transport = FakeTransport { _ throws(TransportError) in throw .unreachable("connection refused") }
        let client = client(transport)
        var codes: [GatewayError.Code?] = []
        for _ in 1...7 {
            codes.append(
                await gatewayError { () throws(GatewayError) in
                    try await client.answer(to: GatewayRequest(.get, "/x"))
                }?.code)
        }
        #expect(codes == Array(repeating: .unreachable, count: 5) + Array(repeating: .circuitOpen, count: 2))
        #expect(transport.requests.count == 5)
        clock.advance(by: .seconds(5))
        transport.on("GET /x", .json(200, [:]))
        for _ in 1...3 {
            let error = await gatewayError { () throws(GatewayError) in
                try await client.answer(to: GatewayRequest(.get, "/x"))
            }
            #expect(error == nil)
        }
    }

    @Test(
        "errors that are not the gateway's as a whole never stop the asking",
        arguments: [(401, "GET"), (404, "GET"), (400, "GET"), (500, "GET")])
    func circuitStaysClosed(status: Int, method: String) async {
        let transport = FakeTransport(fallback: .json(status, [:]))
        let client = client(transport)
        for _ in 1...20 {
            let error = await gatewayError { () throws(GatewayError) in
                try await client.answer(to: GatewayRequest(.get, "/x"))
            }
            #expect(error?.code != .circuitOpen)
        }
    }

    @Test("Retry-After is obeyed at once")
    func retryAfter() async {
        let transport = FakeTransport(fallback: .json(429, [:], headers: ["retry-after": "30"]))
        let client = client(transport)
        func code() async -> GatewayError? {
            await gatewayError { () throws(GatewayError) in try await client.answer(to: GatewayRequest(.get, "/x")) }
        }
        #expect(await code()?.retryAfter == .seconds(30))
        let held = await code()
        #expect(held?.code == .circuitOpen && held?.retryAfter == .seconds(30))
        clock.advance(by: .seconds(30))
        #expect(await code()?.code == .overloaded)
    }

    @Test("time-outs of a single session's page do not stop the asking")
    func pageTimeouts() async {
        let transport = FakeTransport { _ throws(TransportError) in throw .timedOut("no answer") }
        let client = client(transport)
        for _ in 1...20 {
            let error = await gatewayError { () throws(GatewayError) in
                try await client.answer(to: GatewayRequest(.get, "/x", timeoutConcernsGateway: false))
            }
            #expect(error?.code == .timedOut)
        }
    }
}
