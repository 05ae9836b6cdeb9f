import Testing
import WallTime

@testable import GatewaySimulator

/// What every kind of gateway has to do, whatever its words are.
@Suite("Every kind of gateway, simulated")
struct DialectTests {
    private func bench(_ kind: GatewayKind, key: String? = nil, _ mix: SessionMix = .demo, sessions: Int = 24) -> Bench
    {
        var options = SimulatorOptions()
        options.fleet.kind = kind
        options.apiKey = key
        return Bench(options, mix, sessions: sessions)
    }

    /// The right key, where and as each kind wants it.
    private func headers(_ kind: GatewayKind, session: String) -> [String: String] {
        switch kind {
        case .evolution: ["apikey": "user:key"]
        case .wppconnect:
            ["authorization": "Bearer " + WPPConnectDialect.token(for: session, secretKey: "user:key")]
        case .gowa: ["authorization": "Basic dXNlcjprZXk="]
        case .node, .waha, .wwebjsAPI, .openwa, .waAutomate: ["x-api-key": "user:key"]
        }
    }

    private func filled(_ route: Route) -> String {
        route.pattern.replacing("{id}", with: "wa-01").replacing("{key}", with: "user:key")
            .replacing("{file}", with: "scan-qr-wa-01.png")
    }

    @Test(
        "answers each of its endpoints to a caller with the key, and none to one without",
        arguments: GatewayKind.allCases)
    func keys(kind: GatewayKind) {
        for route in bench(kind).dialect.routes {
            var bench = bench(kind, key: "user:key", SessionMix(pattern: [.healthy]), sessions: 2)
            let path = filled(route)
            let refused = bench.ask(route.method, path)
            #expect(
                [401, 403].contains(refused.status) != route.isOpen, "\(route.method) \(path) gave \(refused.status)")
            let answer = bench.ask(route.method, path, headers: headers(kind, session: "wa-01"))
            #expect(![401, 403].contains(answer.status), "\(route.method) \(path)")
        }
    }

    @Test(
        "answers each of its endpoints for sessions in every phase without a word that is not JSON or a picture",
        arguments: GatewayKind.allCases)
    func everyPhase(kind: GatewayKind) {
        for role in SessionRole.allCases {
            for route in bench(kind).dialect.routes {
                var bench = bench(kind, key: "user:key", SessionMix(pattern: [role]), sessions: 2)
                let body: JSON = [
                    "session_id": "wa-01", "name": "wa-01", "instanceName": "wa-01", "integration": "WHATSAPP-BAILEYS",
                    "device_id": "wa-01", "updates": [:], "api_key": "user:key",
                ]
                let (_, json, answer) = bench.ask(
                    route.method, filled(route), headers: headers(kind, session: "wa-01"), body)
                let type = answer.headers.first { $0.name == "Content-Type" }?.value ?? ""
                let isWellFormed =
                    type.hasPrefix("application/json")
                    ? json != .null || answer.bytes == Array("null".utf8) : !type.isEmpty || answer.bytes.isEmpty
                #expect(isWellFormed, "\(role) \(route.method) \(route.pattern)")
            }
        }
    }

    @Test("marks a call as destructive where a living login ends, and only there", arguments: GatewayKind.allCases)
    func destruction(kind: GatewayKind) {
        for route in bench(kind).dialect.routes where route.scope == .change {
            var bench = bench(kind, key: "user:key", SessionMix(pattern: [.healthy, .disconnected]), sessions: 4)
            let before = bench.fleet.slots.filter { $0.hasLogin }.map(\.id)
            _ = bench.ask(route.method, filled(route), headers: headers(kind, session: "wa-01"))
            let after = Set(bench.fleet.slots.filter { $0.hasLogin }.map(\.id))
            let ended = Set(before.filter { !after.contains($0) })
            let told = Set(bench.fleet.calls.filter { $0.wasDestructive }.compactMap(\.session))
            #expect(told == ended, "\(route.method) \(route.pattern)")
        }
    }

    @Test(
        "tells apart a route it has not from a session it has not, where it has a 404 for both",
        arguments: [
            (GatewayKind.node, "/api/sessions/nobody/status"), (.waha, "/api/sessions/nobody"),
            (.evolution, "/instance/connectionState/nobody"), (.gowa, "/devices/nobody/status"),
            (.openwa, "/api/sessions/nobody"),
        ])
    func unknownRoute(kind: GatewayKind, path: String) {
        var bench = bench(kind)
        let session = bench.ask("GET", path)
        let route = bench.ask("GET", path + "/no/such/route")
        // GOWA's document says 404, and the program 500.
        #expect(session.status == (kind == .gowa ? 500 : 404))
        #expect(route.status == 404)
        #expect(session.answer.bytes != route.answer.bytes)
        #expect(!session.answer.bytes.isEmpty)
    }

    @Test("has words for every piece of news, or keeps it to itself", arguments: GatewayKind.allCases)
    func webhooks(kind: GatewayKind) throws {
        var bench = bench(kind)
        let session = try #require(bench.fleet["wa-01"])
        let notices: [SessionNotice] = [
            .starting, .code(text: "2@x", count: 1, isRegeneration: false), .authenticated, .ready,
            .disconnected(reason: "TOS_BLOCK"), .failed(message: "x"), .stopped, .loggedOut, .reconnected,
            .reconnectFailed(tries: 5), .received(message: "false_628@c.us_3EB0A", from: "628", text: "x"),
            .sent(message: "true_628@c.us_3EB0A", to: "628", text: "x"),
            .acknowledged(message: "true_628@c.us_3EB0A", level: 2),
            .sendFailed(message: "true_628@c.us_3EB0A", to: "628", error: "x"),
        ]
        for notice in notices {
            let news = FleetNotice(session: session, at: bench.now, notice: notice)
            for event in bench.dialect.webhooks(for: news) {
                let json = try #require(JSON(parsing: event.body))
                #expect(json.members?.isEmpty == false)
            }
        }
        #expect(!bench.dialect.webhooks(for: FleetNotice(session: session, at: bench.now, notice: notices[10])).isEmpty)
        _ = bench.webhooks()
    }

    @Test("gives up on a webhook after some tries", arguments: GatewayKind.allCases)
    func retries(kind: GatewayKind) {
        let dialect = bench(kind).dialect
        #expect(dialect.webhookRetryDelay(after: 1, outcome: .delivered) == nil)
        #expect(dialect.webhookRetryDelay(after: 100, outcome: .unreachable) == nil)
    }
}
