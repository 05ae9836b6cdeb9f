import Foundation
import GRDB
import Gateways
import JobQueueSQLite
import SessionHealth
import SessionMonitor
import Testing
import WallTime

/// Every finding and every cause that `docs/health.md` promises, each reached from what a real gateway answers, sends or is told: no
/// branch that nothing leads to. A new one does not compile without its way here.
@Suite("What is promised")
struct PromisedBranchTests {
    /// A WAHA gateway with ten sessions that are well, and what is played on the first one.
    private struct Stage {
        let world: World
        let gateway: ScriptedGateway

        static let names = (0..<10).map { "s\($0)" }

        init() async throws {
            gateway = ScriptedGateway()
            gateway.on("GET /api/server/status", #"{"startTimestamp":1799000000000}"#)
            gateway.on("GET /api/server/version", #"{"version":"2026.8.2"}"#)
            world = try await World(kind: .waha, answering: gateway)
            answer(#""status":"WORKING""#)
            for name in Self.names { try await world.add(name, .connected, at: nil) }
            try await world.run(for: .seconds(250))
        }

        /// What its list, and the question after the session alone, say of the first session from now on; nil: it is not there.
        func answer(_ members: String?, others: String = #""status":"WORKING","me":null"#) {
            let first = members.map { #"{"name":"s0",\#($0)}"# }
            let rest = Self.names.dropFirst().map { #"{"name":"\#($0)",\#(others)}"# }
            gateway.on("GET /api/sessions", "[\(((first.map { [$0] } ?? []) + rest).joined(separator: ","))]")
            for name in Self.names {
                let session = name == "s0" ? first : #"{"name":"\#(name)",\#(others)}"#
                if let session {
                    gateway.on("GET /api/sessions/\(name)", session)
                } else {
                    gateway.on("GET /api/sessions/\(name)", 404, #"{"statusCode":404,"message":"Session not found"}"#)
                }
                for call in ["restart", "stop", "start", "logout"] {
                    gateway.on("POST /api/sessions/\(name)/\(call)", 201, session ?? "{}")
                }
            }
            gateway.on("POST /api/sessions", 201, #"{"name":"s0","status":"STARTING"}"#)
        }

        func webhook(_ event: String, _ payload: String) async throws {
            try await world.hear(
                .waha,
                #"{"id":"evt_\#(world.clock.now().milliseconds)","timestamp":\#(world.clock.now().milliseconds),"session":"s0","event":"\#(event)","payload":\#(payload)}"#
            )
        }

        func sent(_ count: Int, error: String? = nil, _ acknowledgement: Acknowledgement? = nil) async throws {
            let now = world.clock.now()
            _ = try await world.store.record(
                (0..<count).map { index in
                    MessageRecord(
                        gateway: "main", session: "s0", message: "\(now.milliseconds)-\(index)", direction: .outgoing,
                        status: error == nil ? nil : .failed, acknowledgement: acknowledgement, error: error, at: now)
                })
        }

        /// The account has had thirty messages in every hour of three weeks, and none since.
        func grewSilent() async throws {
            try await sent(1, .server)
            var usual = UsualTraffic()
            var at = world.clock.now() - .days(22)
            while at < world.clock.now() {
                usual.add(messages: 30, at: at)
                at += .hours(1)
            }
            let text = String(decoding: try JSONEncoder().encode(usual), as: UTF8.self)
            try await world.store.queue.write { transaction in
                try transaction.database.execute(
                    sql: "UPDATE accounts SET usual_traffic = ? WHERE session = 's0'", arguments: [text])
            }
            world.clock.advance(by: .hours(2))
        }
    }

    @Test("of findings is found", arguments: Finding.allCases)
    func finding(_ finding: Finding) async throws {
        let stage = try await Stage()
        let (world, gateway) = (stage.world, stage.gateway)
        defer { world.remove() }
        switch finding {
        case .notFound: stage.answer(nil)
        case .notConnected, .statusMismatch: stage.answer(#""status":"FAILED""#)
        case .idle:
            try await stage.sent(1, .server)
            world.clock.advance(by: .minutes(31))
        case .noMessages:
            try await stage.sent(1, .server)
            world.clock.advance(by: .hours(25))
        case .failedMessages: try await stage.sent(6, error: "Error: something else")
        case .crash: try await stage.sent(1, error: "Protocol error (Runtime.callFunctionOn): Session closed.")
        case .crashUnconfirmed: try await stage.sent(1, error: "Execution context was destroyed")
        case .zombie:
            try await stage.webhook("message.ack", #"{"id":"true_628@c.us_A","fromMe":true,"ack":1}"#)
            world.clock.advance(by: .seconds(1))
            try await stage.webhook("message.any", #"{"id":"true_628@c.us_B","fromMe":true}"#)
            world.clock.advance(by: .minutes(2))
            try await world.sweep()
            try await world.drain()
        case .sendsFail: try await stage.sent(3, error: "failed to send message node: websocket not connected")
        case .pageDead:
            try await stage.grewSilent()
            gateway.on(
                "GET /api/screenshot", 500,
                #"{"statusCode":500,"exception":{"message":"Protocol error: Session closed."}}"#)
            try await world.run(for: .seconds(150))
        case .recipientFailures: try await stage.sent(6, error: "The number is not registered on WhatsApp")
        case .timeLocked: try await stage.sent(1, error: #"{"code":"WA_REACHOUT_TIMELOCK"}"#)
        case .restricted:
            stage.answer(
                #""status":"WORKING","me":{"id":"6281200000001@c.us","reachoutTimelock":{"isActive":true,"timeEnforcementEnds":1900000000}}"#
            )
        case .silent: try await stage.grewSilent()
        case .duplicateNumber:
            stage.answer(
                #""status":"WORKING","me":{"id":"6281200000001@c.us"}"#,
                others: #""status":"WORKING","me":{"id":"6281200000001@c.us"}"#)
            try await world.run(for: .minutes(5))
        case .anotherNumber:
            stage.answer(#""status":"WORKING","me":{"id":"6281200000001@c.us"}"#)
            try await world.run(for: .minutes(3))
            stage.answer(#""status":"WORKING","me":{"id":"6281200000002@c.us"}"#)
        case .ended:
            stage.answer(#""status":"FAILED""#)
            try await stage.webhook("state.change", #"{"state":"CONFLICT"}"#)
        case .gatewayFailed: gateway.on("GET /api/sessions", 502, "<html>Bad Gateway</html>", type: "text/html")
        case .statusUntrusted: stage.answer(#""status":"DREAMING""#)
        }
        world.clock.advance(by: .seconds(25))
        var found = Set(try await world.store.account(named: "s0").issues.map(\.code))
        found.formUnion(try #require(try await world.check("s0").first).issues.map(\.code))
        #expect(found.contains(finding), "\(found)")
    }

    @Test("of causes comes about", arguments: IncidentCause.allCases)
    func cause(_ cause: IncidentCause) async throws {
        let stage = try await Stage()
        let (world, gateway) = (stage.world, stage.gateway)
        defer { world.remove() }
        func fails(_ reason: String) async throws {
            stage.answer(#""status":"FAILED""#)
            try await stage.webhook("state.change", reason)
        }
        var minutes = 8
        switch cause {
        case .crash: try await stage.sent(1, error: "Target closed")
        case .zombie: try await stage.sent(3, error: "websocket not connected")
        case .disconnected: stage.answer(#""status":"FAILED""#)
        case .notFound: stage.answer(nil)
        case .loggedOut: stage.answer(#""status":"SCAN_QR_CODE""#)
        case .replaced: try await fails(#"{"state":"CONFLICT"}"#)
        case .banned: try await fails(#"{"state":"TOS_BLOCK"}"#)
        case .outdated: try await fails(#"{"state":"DEPRECATED_VERSION"}"#)
        case .timeLocked: try await fails(#"{"lastDisconnect":{"error":{"output":{"statusCode":463}}}}"#)
        case .qrExpired:
            stage.answer(nil)
            try await world.run(for: .minutes(5))
            // It was made anew, and nobody scans.
            stage.answer(#""status":"SCAN_QR_CODE""#)
            minutes = 25
        case .stuckConnecting: stage.answer(#""status":"STARTING""#)
        case .unknownStatus: stage.answer(#""status":"DREAMING""#)
        case .flapping:
            for index in 0..<24 {
                stage.answer(index % 2 == 0 ? #""status":"FAILED""# : #""status":"WORKING""#)
                try await world.run(for: .seconds(125))
            }
        case .stoppedByUser:
            // No incident: it is waiting, and somebody wanted it so.
            try await stoppedByUser(#"{"event":"closesession","session":"s0"}"#)
            return
        case .unreachable: gateway.on("GET /api/sessions", 500, #"{"statusCode":500,"message":"database is locked"}"#)
        case .unauthorized: gateway.on("GET /api/sessions", 401, #"{"statusCode":401,"message":"Unauthorized"}"#)
        case .badAnswer: gateway.on("GET /api/sessions", 200, "<html>Log in</html>", type: "text/html")
        case .wrongRoute: gateway.on("GET /api/sessions", 404, "<pre>Cannot GET /api/sessions</pre>", type: "text/html")
        case .overloaded: gateway.on("GET /api/sessions", 429, "Too many requests", type: "text/plain", retryAfter: 5)
        case .restarted:
            let now = world.clock.now()
            gateway.on("GET /api/server/status", #"{"startTimestamp":\#(now.milliseconds)}"#)
            stage.answer(#""status":"STOPPED""#)
        case .emptyList: gateway.on("GET /api/sessions", "[]")
        case .shared: stage.answer(#""status":"FAILED""#, others: #""status":"FAILED""#)
        }
        try await world.run(for: .minutes(minutes))
        let causes = try await world.store.incidents().map(\.incident.cause)
        #expect(causes.contains(cause), "\(causes)")
    }

    private func stoppedByUser(_ told: String) async throws {
        let gateway = ScriptedGateway()
        gateway.on("GET /healthz", #"{"uptime":100000}"#)
        gateway.on("GET /api/key-12345/show-all-sessions", #"{"response":["s0"]}"#)
        gateway.on("POST /api/s0/key-12345/generate-token", 201, #"{"token":"t-0"}"#)
        gateway.on("GET /api/s0/status-session", #"{"status":"CONNECTED","qrcode":null}"#)
        let world = try await World(kind: .wppconnect, answering: gateway)
        defer { world.remove() }
        try await world.add("s0", .connected, at: nil)
        try await world.run(for: .seconds(250))
        gateway.on("GET /api/s0/status-session", #"{"status":"CLOSED","qrcode":null}"#)
        try await world.hear(.wppconnect, told)
        try await world.run(for: .minutes(20))
        let issues = try await world.store.account(named: "s0").issues
        #expect(issues.contains { $0.code == .ended && $0.text.contains(IncidentCause.stoppedByUser.rawValue) })
        #expect(try await world.store.incidents().isEmpty)
        #expect(gateway.changes.allSatisfy { $0.contains("generate-token") })
        #expect(world.courier.messages.isEmpty)
    }
}
