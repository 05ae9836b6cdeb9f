import Gateways
import SessionHealth
import Testing

@Suite("WPPConnect")
struct WPPConnectTests {
    private let fixture = GatewayFixture.wppconnect

    @Test("a session's token is made once and kept")
    func tokens() async throws {
        let transport = fixture.transport("CONNECTED")
        let gateway = try fixture.connection(transport).gateway
        for _ in 1...3 { _ = try await gateway.session("NERDWHATS_AMERICA") }
        #expect(transport.operations.filter { $0 == "POST /api/{}/{}/generate-token" }.count == 1)
    }

    @Test("a token that is not taken any more is made anew, once")
    func oldToken() async throws {
        let transport = fixture.transport("CONNECTED")
        let gateway = try fixture.connection(transport).gateway
        _ = try await gateway.session("NERDWHATS_AMERICA")
        transport.on(
            "GET /api/{}/status-session", .json(401, ["error": "Check that the Session and Token are correct"]))
        let error = await gatewayError { () throws(GatewayError) in try await gateway.session("NERDWHATS_AMERICA") }
        #expect(error?.code == .unauthorized)
        #expect(transport.operations.filter { $0 == "POST /api/{}/{}/generate-token" }.count == 2)
    }

    @Test("a wrong secret key is answered with 400, and is unauthorized")
    func wrongKey() async throws {
        let gateway = try connection(.wppconnect, fixture.transport("CONNECTED"), key: "wrong-secret").gateway
        for question in [GatewayQuestion.list, .session] {
            guard case .failed(let error) = await question.ask(gateway, "s") else {
                Issue.record("\(question) took a wrong key")
                continue
            }
            #expect(error.code == .unauthorized)
            #expect(!"\(error)".contains("wrong-secret"))
        }
    }

    @Test("CLOSED is a stopped session where the list has it, and no session where it has not")
    func closed() async throws {
        let stopped = try fixture.connection("CLOSED").gateway
        #expect(try await stopped.session("NERDWHATS_AMERICA").observation?.status == .disconnected)
        #expect(try await stopped.session("another") == .notFound)
        #expect(try await stopped.sessions(known: ["another"])["another"] == .notFound)
    }

    @Test("one that is being linked is not in the list yet, and is found all the same")
    func linking() async throws {
        let transport = fixture.transport("QRCODE")
        transport.on("GET /api/{}/show-all-sessions", .json(200, ["response": []]))
        let list = try await fixture.connection(transport).gateway.sessions(known: ["NERDWHATS_AMERICA"])
        #expect(list.observations.map(\.status) == [.qrScanning])
    }

    @Test("its own check proves a dead page only against a status of CONNECTED")
    func deepProbe() async throws {
        for (word, finding) in [("CONNECTED", DeepProbe.dead), ("INITIALIZING", .inconclusive)] {
            let transport = fixture.transport(word)
            transport.on(
                "GET /api/{}/check-connection-session", .json(200, ["status": false, "message": "Disconnected"]))
            let gateway = try fixture.connection(transport).gateway
            #expect(try await gateway.deepProbe("NERDWHATS_AMERICA").finding == finding)
        }
    }

    @Test("a name that it does not know is not started: that would create a session")
    func unknownName() async throws {
        let transport = fixture.transport(GatewayFixture.missing)
        let soft = try #require(try fixture.connection(transport).softRecovery)
        #expect(try await soft.softRestart(SessionReference(id: "nobody")) == .notFound)
        #expect(try await soft.start(SessionReference(id: "nobody")) == .notFound)
        #expect(!transport.operations.contains("POST /api/{}/start-session"))
    }

    @Test("a colon in a name is refused before anything is sent: the server takes what follows for a token")
    func colon() async throws {
        let transport = fixture.transport("CONNECTED")
        let gateway = try fixture.connection(transport).gateway
        let error = await gatewayError { () throws(GatewayError) in try await gateway.session("a:b") }
        #expect(error?.code == .invalidRequest)
        #expect(transport.requests.isEmpty)
    }
}
