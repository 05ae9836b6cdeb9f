import Gateways
import SessionHealth
import Testing

@Suite("Node service: its key")
struct NodeAuthenticationTests {
    /// A service that takes its key as the given variant does.
    private func service(_ mode: NodeAuthenticationMode) -> FakeTransport {
        FakeTransport { request throws(TransportError) in
            let given =
                switch mode {
                case .header: request.header("X-API-Key")
                case .parameter: request.method == .get ? request.parameter("api_key") : request.body?["api_key"].string
                }
            guard given == "test-key-1" else { return .json(401, ["error": "Invalid API key"]) }
            return .json(200, ["success": true, "sessions": [], "session_id": "s1", "status": "qr_scanning"])
        }
    }

    @Test("goes into the header first, and there it stays where that works")
    func header() async throws {
        let transport = service(.header)
        let gateway = try connection(.node, transport).gateway
        _ = try await gateway.sessions()
        _ = try await gateway.sessions()
        #expect(transport.requests.count == 2)
        #expect(transport.requests.allSatisfy { $0.query.isEmpty })
    }

    @Test("goes into the query after a 401, and is not tried in the header again")
    func parameter() async throws {
        let transport = service(.parameter)
        let gateway = try connection(.node, transport).gateway
        _ = try await gateway.sessions()
        _ = try await gateway.sessions()
        #expect(transport.requests.map { $0.parameter("api_key") != nil } == [false, true, true])
        #expect(transport.requests.last?.header("X-API-Key") == nil)
    }

    @Test("goes into the body of what is not a GET")
    func body() async throws {
        let transport = service(.parameter)
        let destructive = try #require(try connection(.node, transport).destructiveRecovery)
        let new = try await destructive.createSession(SessionReference(id: "s1", workspace: "7", account: "x9"))
        #expect(new == NewSession(id: "s1", status: .qrScanning))
        #expect(
            transport.requests.last?.body == [
                "session_id": "s1", "workspace_id": 7, "account_id": "x9", "priority": "normal",
                "api_key": "test-key-1",
            ])
        #expect(transport.requests.last?.query.isEmpty == true)
    }

    @Test("is looked for in both places before it is called wrong, and the error does not show it")
    func wrong() async throws {
        let transport = FakeTransport(fallback: .json(401, ["error": "Invalid API key"]))
        let gateway = try connection(.node, transport).gateway
        let error = await gatewayError { () throws(GatewayError) in try await gateway.sessions() }
        #expect(error?.code == .unauthorized)
        #expect(transport.requests.count == 2)
        #expect(error.map { "\($0)".contains("test-key-1") } == false)
    }

    @Test("is only ever put where the settings say, if they do")
    func fixed() async throws {
        let transport = service(.parameter)
        let gateway = try connection(.node, transport, nodeAuthentication: .header).gateway
        let error = await gatewayError { () throws(GatewayError) in try await gateway.sessions() }
        #expect(error?.code == .unauthorized)
        #expect(transport.requests.count == 1)
    }
}
