import Gateways
import SessionHealth
import Testing
import WallTime

/// A session that its user stopped is left alone, so an adapter must tell it from one that was lost.
@Suite("Sessions that their users stopped")
struct StoppedSessionTests {
    private let clock = ManualClock()

    @Test("WAHA: STOPPED in the process in which it ran before is its user's doing; after a restart it is not")
    func waha() async throws {
        let transport = FakeTransport()
        let gateway = try connection(.waha, transport, clock: clock).gateway
        func answer(_ word: String, startedAt: Timestamp) {
            let session: JSON = ["name": "a", "status": .string(word), "me": nil]
            transport.on("GET /api/sessions", .json(200, [session]))
            transport.on("GET /api/sessions/{}", .json(200, session))
            transport.on(
                "GET /api/server/status",
                .json(
                    200,
                    [
                        "startTimestamp": .integer(startedAt.milliseconds),
                        "uptime": .integer((clock.now() - startedAt).wholeMilliseconds),
                    ]))
            transport.on("GET /api/server/version", .json(200, ["version": "2026.8.1"]))
        }
        let first = clock.now() - .hours(1)
        answer("STOPPED", startedAt: first)
        _ = try await gateway.probe()
        // It was never seen running: nobody knows who stopped it.
        #expect(try await gateway.sessions().observations.first?.ending == nil)
        answer("WORKING", startedAt: first)
        _ = try await gateway.sessions()
        clock.advance(by: .minutes(2))
        answer("STOPPED", startedAt: first)
        #expect(try await gateway.sessions().observations.first?.ending == .stoppedByUser)
        #expect(try await gateway.session("a").observation?.ending == .stoppedByUser)
        answer("WORKING", startedAt: first)
        _ = try await gateway.sessions()
        clock.advance(by: .minutes(2))
        // The list is asked before the probe has seen that the process is another one.
        answer("STOPPED", startedAt: clock.now() - .seconds(20))
        #expect(try await gateway.sessions().observations.first?.ending == nil)
        #expect(try await gateway.session("a").observation?.ending == nil)
    }

    @Test("OpenWA: from ready to down without engine or error, while another stays connected, is its user's doing")
    func openwa() async throws {
        let transport = FakeTransport()
        let gateway = try connection(.openwa, transport, clock: clock).gateway
        func session(_ id: JSON, _ word: JSON, _ isLoaded: JSON, _ error: JSON = nil, since: JSON = "09:00") -> JSON {
            ["id": id, "status": word, "engineLoaded": isLoaded, "lastError": error, "connectedAt": since]
        }
        func ending(_ first: JSON, _ second: JSON) async throws -> SessionEnding? {
            transport.on("GET /api/sessions", .json(200, [first, second]))
            transport.on("GET /api/sessions/{}", .json(200, first))
            let listed = try await gateway.sessions().observations.first?.ending
            #expect(try await gateway.session("a").observation?.ending == listed)
            return listed
        }
        let well = session("b", "ready", true)
        let (up, stopped) = (session("a", "ready", true), session("a", "disconnected", false))
        // Never seen ready: nobody knows who stopped it.
        #expect(try await ending(stopped, well) == nil)
        #expect(try await ending(up, well) == nil)
        // Its own reconnect: the engine is there, then a new one, then an attempt has failed.
        #expect(try await ending(session("a", "disconnected", true), well) == nil)
        #expect(try await ending(stopped, well) == nil)
        #expect(try await ending(up, well) == nil)
        #expect(try await ending(session("a", "disconnected", false, "getaddrinfo ENOTFOUND"), well) == nil)
        #expect(try await ending(stopped, well) == nil)
        // A restart of the process: the other one has connected anew.
        #expect(try await ending(up, well) == nil)
        let again = session("b", "ready", true, since: "10:00")
        #expect(try await ending(stopped, again) == nil)
        #expect(try await ending(stopped, again) == nil)
        // A stop, seen by the second look after it as well, and its end.
        #expect(try await ending(up, again) == nil)
        #expect(try await ending(stopped, again) == .stoppedByUser)
        #expect(try await ending(stopped, again) == .stoppedByUser)
        #expect(try await ending(session("a", "initializing", true), again) == nil)
    }
}
