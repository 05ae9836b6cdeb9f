import Gateways
import SessionHealth
import SessionMonitor
import Testing
import WallTime

/// The second look that a reload of the page calls for, on the four kinds that have one, in the words in which their gateways answer it.
@Suite("The second look")
struct SecondLookTests {
    /// A kind with one session that is well, and what its deeper question answers.
    struct Case: Sendable, CustomTestStringConvertible {
        var kind: GatewayKind
        var session: String
        var question: String
        var alive: (status: Int, body: String)
        var dead: (status: Int, body: String)

        var testDescription: String { kind.rawValue }
    }

    private static let reload = "Execution context was destroyed, most likely because of a navigation."
    private static let closed =
        "Protocol error (Runtime.callFunctionOn): Session closed. Most likely the page has been closed."

    static let cases = [
        Case(
            kind: .waha, session: "a", question: "GET /api/screenshot", alive: (200, "\u{FF}"),
            dead: (500, #"{"statusCode":500,"exception":{"message":"\#(closed)"}}"#)),
        Case(
            kind: .wppconnect, session: "a", question: "GET /api/a/check-connection-session",
            alive: (200, #"{"status":true,"message":"Connected"}"#),
            dead: (200, #"{"status":false,"message":"Disconnected"}"#)),
        Case(
            kind: .waAutomate, session: "session", question: "GET /api/session/getConnectionState",
            alive: (200, #"{"success":true,"response":"CONNECTED"}"#),
            dead: (500, #"{"success":false,"error":"\#(closed)"}"#)),
    ]

    private func gateway(_ test: Case) -> ScriptedGateway {
        let gateway = ScriptedGateway()
        switch test.kind {
        case .waha:
            let session = #"{"name":"a","status":"WORKING","me":{"id":"6281200000001@c.us"}}"#
            gateway.on("GET /api/server/status", #"{"startTimestamp":1799000000000}"#)
            gateway.on("GET /api/server/version", #"{"version":"2026.8.2"}"#)
            gateway.on("GET /api/sessions", "[\(session)]")
            gateway.on("GET /api/sessions/a", session)
            gateway.on("POST /api/sessions/a/restart", 201, session)
        case .wppconnect:
            gateway.on("GET /healthz", #"{"uptime":100000}"#)
            gateway.on("GET /api/key-12345/show-all-sessions", #"{"response":["a"]}"#)
            gateway.on("POST /api/a/key-12345/generate-token", 201, #"{"token":"t-a"}"#)
            gateway.on("GET /api/a/status-session", #"{"status":"CONNECTED","qrcode":null}"#)
            gateway.on("POST /api/a/close-session", #"{"status":true}"#)
            gateway.on("POST /api/a/start-session", #"{"status":"INITIALIZING"}"#)
        default:
            gateway.on(
                "GET /health",
                #"{"status":"ok","connected":true,"session":{"state":"READY"},"qr":null,"startedAt":"2027-01-15T06:00:00Z"}"#
            )
        }
        return gateway
    }

    private func answer(_ gateway: ScriptedGateway, _ test: Case, isAlive: Bool) {
        let answer = isAlive ? test.alive : test.dead
        if test.kind == .waha, isAlive {
            gateway.on(test.question, picture: [0x89, 0x50, 0x4E, 0x47])
        } else {
            gateway.on(test.question, answer.status, answer.body)
        }
    }

    /// One message met a reload; nothing else is wrong.
    private func meetReload(_ world: World, _ test: Case) async throws {
        _ = try await world.store.record([
            MessageRecord(
                gateway: "main", session: test.session, message: "m1", direction: .outgoing, status: .failed,
                error: Self.reload, at: world.clock.now())
        ])
        // A sweep's check finds it, and calls for the look.
        world.clock.advance(by: .seconds(125))
        try await world.sweep()
        try await world.drain()
    }

    @Test(
        "comes within twenty seconds, though nothing else is wrong, and is not repeated where the page is alive",
        arguments: cases)
    func alive(test: Case) async throws {
        let gateway = gateway(test)
        answer(gateway, test, isAlive: true)
        let world = try await World(kind: test.kind, answering: gateway)
        defer { world.remove() }
        try await world.add(test.session, .connected, at: nil)
        try await world.run(for: .seconds(250))
        #expect(!gateway.calls.contains(test.question))
        try await meetReload(world, test)
        #expect(!gateway.calls.contains(test.question))
        world.clock.advance(by: .seconds(20))
        try await world.drain()
        #expect(gateway.calls.filter { $0 == test.question }.count == 1)
        try await world.run(for: .minutes(20))
        #expect(gateway.calls.filter { $0 == test.question }.count == 1)
        #expect(try await world.store.account(named: test.session).score == 100)
        #expect(try await world.store.incidents().isEmpty)
    }

    @Test("that finds the page dead makes a crash of the reload", arguments: cases)
    func dead(test: Case) async throws {
        let gateway = gateway(test)
        answer(gateway, test, isAlive: false)
        let world = try await World(kind: test.kind, answering: gateway)
        defer { world.remove() }
        try await world.add(test.session, .connected, at: nil)
        try await world.run(for: .seconds(250))
        try await meetReload(world, test)
        try await world.run(for: .seconds(60))
        let incident = try #require(try await world.store.incidents().first?.incident)
        #expect(incident.cause == .crash)
        #expect(incident.evidence.contains("The session crashed: Execution context was destroyed"))
    }

    @Test("of wwebjs-api is its status, which is read from the page: one that stays an error is restarted")
    func wwebjs() async throws {
        let gateway = ScriptedGateway()
        gateway.on("GET /ping", #"{"success":true,"message":"pong"}"#)
        gateway.on("GET /session/getSessions", #"{"success":true,"result":["a"]}"#)
        gateway.on("GET /session/status/a", #"{"success":true,"state":"CONNECTED","message":"session_connected"}"#)
        gateway.on("GET /session/restart/a", #"{"success":true,"message":"done"}"#)
        let world = try await World(kind: .wwebjsAPI, answering: gateway)
        defer { world.remove() }
        try await world.add("a", .connected, at: nil)
        try await world.run(for: .seconds(250))
        let before = gateway.calls.filter { $0 == "GET /session/status/a" }.count
        try await meetReload(world, Self.wwebjsCase)
        world.clock.advance(by: .seconds(20))
        try await world.drain()
        // The sweep's, the second check's and the look's own.
        #expect(gateway.calls.filter { $0 == "GET /session/status/a" }.count >= before + 3)
        #expect(try await world.store.incidents().isEmpty)
        gateway.on("GET /session/status/a", #"{"success":false,"state":null,"message":"\#(Self.reload)"}"#)
        try await world.run(for: .minutes(8))
        #expect(try await world.store.incidents().first?.incident.cause == .disconnected)
        #expect(gateway.changes.first == "GET /session/restart/a")
    }

    private static let wwebjsCase = Case(
        kind: .wwebjsAPI, session: "a", question: "GET /session/status/a", alive: (200, ""), dead: (200, ""))
}
