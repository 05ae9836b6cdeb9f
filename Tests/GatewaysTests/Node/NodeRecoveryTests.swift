import Gateways
import Testing

@Suite("Node service: restarts and new sessions")
struct NodeRecoveryTests {
    private let session = SessionReference(id: "s1", workspace: "7")
    private let missing: JSON = ["error": "Session not found"]

    private func service(
        _ mode: NodeAuthenticationMode, found: Bool = true, delete: GatewayResponse = .json(200, ["success": true]),
        reconnect: GatewayResponse = .json(200, ["success": true, "session_id": "s1"])
    ) -> FakeTransport {
        let missing = missing
        return FakeTransport { request throws(TransportError) in
            let given =
                switch mode {
                case .header: request.header("X-API-Key")
                case .parameter: request.method == .get ? request.parameter("api_key") : request.body?["api_key"].string
                }
            guard given != nil else { return .json(401, ["error": "Invalid API key"]) }
            switch request.operation {
            case "GET /api/sessions/{}/status":
                return found ? .json(200, ["session_id": "s1", "status": "disconnected"]) : .json(404, missing)
            case "DELETE /api/sessions/{}": return delete
            case "POST /api/sessions/{}/reconnect": return reconnect
            case "POST /api/sessions":
                return .json(200, ["success": true, "session_id": "s1", "status": "qr_scanning"])
            default: return .json(404, ["error": "Endpoint not found", "available_endpoints": []])
            }
        }
    }

    @Test("the earlier service is restarted by DELETE and POST with the same name: its DELETE keeps the login")
    func earlier() async throws {
        let transport = service(.header)
        let soft = try #require(try connection(.node, transport).softRecovery)
        #expect(try await soft.softRestart(session) == .accepted)
        #expect(
            transport.operations == [
                "GET /api/sessions/{}/status", "DELETE /api/sessions/{}", "POST /api/sessions",
            ])
        #expect(transport.requests.last?.body?["session_id"] == "s1")
    }

    @Test(
        "the later service is never sent a DELETE by a soft restart, found or not: it may wipe the login",
        arguments: [true, false])
    func later(found: Bool) async throws {
        let transport = service(.parameter, found: found)
        let soft = try #require(try connection(.node, transport).softRecovery)
        #expect(try await soft.softRestart(session) == .accepted)
        #expect(transport.requests.allSatisfy { $0.method != .delete })
        #expect(transport.operations.last == (found ? "POST /api/sessions/{}/reconnect" : "POST /api/sessions"))
    }

    @Test("without a key the variant is not known, so no DELETE is sent")
    func withoutKey() async throws {
        let transport = FakeTransport([
            "GET /api/sessions/{}/status": .json(200, ["session_id": "s1", "status": "connected"]),
            "POST /api/sessions/{}/reconnect": .json(200, ["success": true]),
        ])
        let soft = try #require(try connection(.node, transport, key: nil).softRecovery)
        #expect(try await soft.softRestart(session) == .accepted)
        #expect(transport.requests.allSatisfy { $0.method != .delete })
    }

    @Test("a session that is there and then not there is not started twice: another worker holds it")
    func cluster() async throws {
        let transport = service(.header, delete: .json(500, ["error": "Session not found"]))
        let soft = try #require(try connection(.node, transport).softRecovery)
        let error = await gatewayError { () throws(GatewayError) in try await soft.softRestart(session) }
        #expect(error?.code == .refused)
        #expect(error?.message.contains("PM2") == true)
        #expect(!transport.operations.contains("POST /api/sessions"))
    }

    @Test("a reconnect that finds no session starts it under its name")
    func reconnectMissing() async throws {
        let transport = service(.parameter, reconnect: .json(500, ["error": "Session not found"]))
        let soft = try #require(try connection(.node, transport).softRecovery)
        #expect(try await soft.softRestart(session) == .accepted)
        #expect(transport.operations.last == "POST /api/sessions")
    }

    @Test("what it cannot do without risk to the login it does not offer")
    func stopAndStart() async throws {
        let connection = try connection(.node, service(.header))
        let soft = try #require(connection.softRecovery)
        #expect(!connection.gateway.capabilities.stopStart)
        #expect(await gatewayError { () throws(GatewayError) in try await soft.stop(session) }?.code == .unsupported)
        #expect(await gatewayError { () throws(GatewayError) in try await soft.start(session) }?.code == .unsupported)
    }

    @Test(
        "the end of a session that is not there is as good as any",
        arguments: [
            (GatewayResponse.json(200, ["success": true]), RecoveryAnswer.accepted),
            (.json(200, ["success": true, "alreadyDisconnected": true]), .alreadySo),
            (.json(500, ["error": "Session not found"]), .notFound),
            (.json(404, ["error": "Session not found"]), .notFound),
        ])
    func endOfSession(response: GatewayResponse, answer: RecoveryAnswer) async throws {
        let destructive = try #require(try connection(.node, service(.header, delete: response)).destructiveRecovery)
        #expect(try await destructive.endSession(session) == answer)
    }

    @Test("another error at the end of a session is an error")
    func endOfSessionFails() async throws {
        let transport = service(.header, delete: .json(500, ["error": "Protocol error"]))
        let destructive = try #require(try connection(.node, transport).destructiveRecovery)
        let error = await gatewayError { () throws(GatewayError) in try await destructive.endSession(session) }
        #expect(error?.code == .serverError)
    }
}
