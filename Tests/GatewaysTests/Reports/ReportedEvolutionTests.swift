import Foundation
import Gateways
import SessionHealth
import Testing
import WallTime

/// Answers that Evolution really gives, by its source and by what people reported, and what is right about each.
@Suite("Answers of Evolution that were reported")
struct ReportedEvolutionTests {
    private func evolution(state: String, row: JSON? = nil, codes: [JSON] = []) throws -> (
        FakeTransport, any Gateway, ManualClock
    ) {
        let clock = ManualClock()
        let transport = FakeTransport([
            "GET /instance/connectionState/{}": .json(
                200, ["instance": ["instanceName": "loja", "state": .string(state)]]),
            "GET /instance/fetchInstances": .json(
                200, [row ?? ["name": "loja", "connectionStatus": "open", "integration": "WHATSAPP-BAILEYS"]]),
        ])
        return (transport, try connection(.evolution, transport, clock: clock).gateway, clock)
    }

    @Test(
        "Evolution: open in its database and close in its memory is not connected; one request tells it of a good one")
    func evolutionMemory() async throws {
        let (transport, gateway, _) = try evolution(state: "close")
        #expect(gateway.capabilities.confirmsAlone)
        #expect(try await gateway.sessions()["loja"] != .notFound)
        #expect(try await gateway.session("loja").observation?.status == .disconnected)
        transport.on(
            "GET /instance/connectionState/{}", .json(200, ["instance": ["instanceName": "loja", "state": "open"]]))
        let before = transport.requests.count
        #expect(try await gateway.session("loja").observation?.status == .connected)
        #expect(transport.requests.count == before + 1)
    }

    @Test("Evolution: a code whose count does not rise is the one of long ago, and no code")
    func evolutionStaleCode() async throws {
        let (transport, gateway, clock) = try evolution(state: "connecting")
        func show(_ code: String, _ count: Int64) {
            transport.on("GET /instance/connect/{}", .json(200, ["code": .string(code), "count": .integer(count)]))
        }
        func look() async throws -> (SessionStatus?, Bool?) {
            let observation = try await gateway.session("loja").observation
            return (observation?.status, observation?.showsQR)
        }
        show("2@old", 3)
        // It may be shown, and it may be what the instance was linked with: connecting, and no proof of a lost login.
        #expect(try await look() == (.connecting, nil))
        clock.advance(by: .seconds(15))
        #expect(try await look() == (.connecting, nil))
        clock.advance(by: .seconds(60))
        #expect(try await look() == (.connecting, false))
        #expect(try await gateway.qrCode("loja") == .notReady)
        show("2@new", 4)
        #expect(try await look() == (.qrScanning, true))
        clock.advance(by: .seconds(15))
        #expect(try await look() == (.qrScanning, true))
        // After hours nothing is known of what is found there.
        clock.advance(by: .hours(3))
        show("2@other", 9)
        #expect(try await look() == (.connecting, nil))
    }

    @Test(
        "Evolution: an instance of the official API has no state, no code, no restart and no new login",
        arguments: ["WHATSAPP-BUSINESS", "EVOLUTION"])
    func evolutionOfficial(integration: String) async throws {
        let row: JSON = [
            "name": "loja", "connectionStatus": "open", "integration": .string(integration),
            "token": "meta-access-token",
            "number": "100000000000001", "businessId": "1",
        ]
        let transport = FakeTransport([
            "GET /instance/connectionState/{}": .json(200, ["instance": ["instanceName": "loja", "state": "open"]]),
            "GET /instance/fetchInstances": .json(200, [row]),
        ])
        let connection = try connection(.evolution, transport)
        #expect(try await connection.gateway.session("loja").observation?.status == .unknown)
        let list = try await connection.gateway.sessions()
        #expect(list.observations.first?.status == .unknown)
        var dumped = ""
        dump(list, to: &dumped)
        #expect(!dumped.contains("meta-access-token"))
        #expect(try await connection.gateway.qrCode("loja") == .notNeeded)
        await connection.tryAllSoftRecovery("loja")
        await connection.tryAllDestructiveRecovery("loja")
        #expect(transport.requests.allSatisfy { $0.method == .get })
        #expect(!transport.operations.contains("GET /instance/connect/{}"))
    }

    @Test("Evolution: a name that is another one to Unicode's eyes only is another instance")
    func evolutionNames() async throws {
        let row: JSON = [
            "name": "cafe\u{301}", "connectionStatus": "close", "disconnectionReasonCode": 401, "integration": nil,
        ]
        let (transport, gateway, _) = try evolution(state: "close", row: row)
        transport.on(
            "GET /instance/connectionState/{}",
            .json(200, ["instance": ["instanceName": "caf\u{E9}", "state": "close"]]))
        // The reason is the other one's.
        #expect(try await gateway.session("caf\u{E9}").observation?.ending == nil)
    }

    @Test("Evolution: a LID is no phone number; the number beside it is")
    func lid() async throws {
        let (_, gateway, _) = try evolution(
            state: "open",
            row: [
                "name": "loja", "connectionStatus": "open", "ownerJid": "100000000000001@lid",
                "number": "5511900000001",
            ])
        #expect(try await gateway.sessions().observations.first?.phone == "5511900000001")
    }

    @Test(
        "Evolution: every name is asked for as it is",
        arguments: [
            "Atendimento São Paulo", "loja/centro", "q?x=1#y", "50%25", "../x", "emoji😀",
        ])
    func evolutionOddNames(name: String) async throws {
        let transport = FakeTransport([
            "GET /instance/connectionState/{}": .json(
                200, ["instance": ["instanceName": .string(name), "state": "open"]])
        ])
        let observation = try await connection(.evolution, transport).gateway.session(name).observation
        #expect(observation?.id == name)
        let target = try #require(transport.requests.first?.target)
        #expect(target.dropFirst("/instance/connectionState/".count).removingPercentEncoding == name)
    }

    @Test("Evolution: more rows than may be read are an error that names the setting")
    func evolutionManyRows() async throws {
        let transport = FakeTransport { _ throws(TransportError) in throw .tooLarge(limit: 8 * 1024 * 1024) }
        let gateway = try connection(.evolution, transport).gateway
        let error = await gatewayError { () throws(GatewayError) in try await gateway.sessions() }
        #expect(error?.code == .tooLarge && error?.message.contains("gatewayBodyLimit") == true)
    }
}
