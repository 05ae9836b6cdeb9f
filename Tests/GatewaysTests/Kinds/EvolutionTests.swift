import Gateways
import SessionHealth
import Testing
import WallTime

@Suite("Evolution API")
struct EvolutionTests {
    private let fixture = GatewayFixture.evolution

    @Test("its list holds tokens, of which nothing is kept")
    func tokens() async throws {
        let list = try await fixture.connection("open").gateway.sessions()
        var dumped = ""
        dump(list, to: &dumped)
        #expect(dumped.contains("shop"))
        #expect(!dumped.contains("secret"))
    }

    @Test("a question sends 'connect' only to an instance that is connecting: elsewhere it would reconnect it")
    func connectOnlyReads() async throws {
        for (word, _) in fixture.words {
            let transport = fixture.transport(word)
            let gateway = try fixture.connection(transport).gateway
            for question in GatewayQuestion.allCases { _ = await question.ask(gateway, "shop") }
            #expect(transport.operations.contains("GET /instance/connect/{}") == (word == "connecting"), "\(word)")
        }
    }

    @Test("connecting without a code is connecting")
    func connecting() async throws {
        let transport = FakeTransport([
            "GET /instance/connectionState/{}": .json(
                200, ["instance": ["instanceName": "shop", "state": "connecting"]]),
            "GET /instance/connect/{}": .json(200, ["count": 0]),
        ])
        let observation = try await connection(.evolution, transport).gateway.session("shop").observation
        #expect(observation?.status == .connecting)
        #expect(observation?.showsQR == false)
    }

    @Test("an instance that is in its database only has no state, which is unknown and not missing")
    func withoutState() async throws {
        let transport = FakeTransport([
            "GET /instance/connectionState/{}": .json(200, ["instance": ["instanceName": "shop"]])
        ])
        let lookup = try await connection(.evolution, transport).gateway.session("shop")
        #expect(lookup.observation?.status == .unknown)
    }

    @Test("a refusal that is answered with 200 is a refusal")
    func errorWith200() async throws {
        let transport = FakeTransport([
            "GET /instance/connectionState/{}": .json(200, ["instance": ["instanceName": "shop", "state": "open"]]),
            "POST /instance/restart/{}": .json(200, ["error": true, "message": "Error: it is not connected"]),
        ])
        let soft = try #require(try connection(.evolution, transport).softRecovery)
        let error = await gatewayError { () throws(GatewayError) in
            try await soft.softRestart(SessionReference(id: "shop"))
        }
        #expect(error?.code == .refused)
        #expect(error?.message.contains("it is not connected") == true)
    }

    @Test("a closed instance is restarted by 'connect', an open one by 'restart'")
    func restart() async throws {
        for (word, operation) in [("close", "GET /instance/connect/{}"), ("open", "POST /instance/restart/{}")] {
            let transport = fixture.transport(word)
            let soft = try #require(try fixture.connection(transport).softRecovery)
            _ = try await soft.softRestart(SessionReference(id: "shop"))
            #expect(transport.operations.last == operation)
        }
    }

    @Test(
        "the code of a disconnection is its cause, and only while it is down",
        arguments: [
            (401, "close", SessionEnding.loggedOut), (403, "close", .banned), (440, "close", .replaced),
            (405, "close", .outdated), (428, "close", nil), (401, "open", nil),
        ] as [(Int64, String, SessionEnding?)])
    func codes(code: Int64, word: String, ending: SessionEnding?) async throws {
        let row: JSON = [
            "name": "shop", "connectionStatus": .string(word), "disconnectionReasonCode": .integer(code),
            "disconnectionAt": "2026-03-01T10:00:00.000Z",
        ]
        let transport = FakeTransport(["GET /instance/fetchInstances": .json(200, [row])])
        transport.on(
            "GET /instance/connectionState/{}",
            .json(200, ["instance": ["instanceName": "shop", "state": .string(word)]]))
        let gateway = try connection(.evolution, transport).gateway
        #expect(try await gateway.sessions().observations.first?.ending == ending)
        #expect(try await gateway.session("shop").observation?.ending == ending)
    }

    @Test("the end of a login that is closed already is as good as any")
    func endClosed() async throws {
        let destructive = try #require(try fixture.connection("close").destructiveRecovery)
        #expect(try await destructive.endSession(SessionReference(id: "shop")) == .alreadySo)
    }

    @Test("an instance that exists is connected anew, not created, and shows its code at once")
    func createExisting() async throws {
        let transport = fixture.transport("close")
        let destructive = try #require(try fixture.connection(transport).destructiveRecovery)
        let new = try await destructive.createSession(SessionReference(id: "shop"))
        #expect(new.qrCode != nil)
        #expect(!transport.operations.contains("POST /instance/create"))
    }
}
