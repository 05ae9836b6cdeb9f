import Gateways
import SessionHealth
import Testing
import WallTime

@Suite("wa-automate")
struct WAAutomateTests {
    private let fixture = GatewayFixture.waAutomate

    @Test("one process holds one session, under whatever name we have for it")
    func oneSession() async throws {
        let gateway = try fixture.connection("READY").gateway
        #expect(try await gateway.sessions(known: ["shop"]).observations.map(\.id) == ["shop"])
        #expect(try await gateway.sessions().observations.map(\.id) == ["session"])
        let error = await gatewayError { () throws(GatewayError) in try await gateway.sessions(known: ["a", "b"]) }
        #expect(error?.code == .refused)
    }

    @Test("it cannot restart a session, so there is nothing to call")
    func noRecovery() throws {
        let connection = try fixture.connection("READY")
        #expect(connection.softRecovery == nil)
        #expect(connection.destructiveRecovery == nil)
    }

    @Test("its start time becomes an uptime by our clock")
    func uptime() async throws {
        let clock = ManualClock(try #require(Timestamp(iso8601: "2027-01-15T08:00:00Z")))
        let gateway = try connection(.waAutomate, fixture.transport("READY"), key: fixture.key, clock: clock).gateway
        #expect(try await gateway.probe().uptime == .hours(1))
    }

    @Test("a page that answers with a crash is dead")
    func deepProbe() async throws {
        #expect(try await fixture.connection("READY").gateway.deepProbe("s").finding == .alive)
        #expect(try await fixture.connection("STOPPED").gateway.deepProbe("s").finding == .dead)
    }

    @Test("the word for its phase does not count while the connection is cut")
    func disagreement() async throws {
        let transport = FakeTransport([
            "GET /health": .json(200, ["status": "ok", "connected": false, "session": ["state": "READY"]])
        ])
        let observation = try await connection(.waAutomate, transport).gateway.session("s").observation
        #expect(observation?.status == .disconnected)
    }
}
