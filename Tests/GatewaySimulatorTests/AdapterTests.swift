import Gateways
import Logging
import SessionHealth
import Testing
import WallTime

@testable import GatewaySimulator

/// The simulator and Denyut's adapters were written apart, from the same facts. Here they meet.
@Suite("An adapter and the simulated gateway of its kind")
struct AdapterTests {
    private typealias Kind = GatewaySimulator.GatewayKind

    private static let roles: [SessionRole] = [
        .healthy, .waiting, .disconnected, .missing, .error, .crashed, .zombie, .authenticated,
    ]

    /// Runs a gateway with one session for each role, named after it, and a connection to it.
    private func meet(
        _ kind: GatewaySimulator.GatewayKind, variant: NodeDialect.Variant = .header, roles: [SessionRole] = roles,
        _ body: @Sendable (RunningGateway, GatewayConnection) async throws -> Void
    ) async throws {
        var options = SimulatorOptions()
        options.fleet.kind = kind
        options.fleet.speed = 100
        options.apiKey = "admin:secret"
        options.variant = variant
        options.commands = try roles.map { role in
            try Command([
                "do": "add", "count": 1, "prefix": .string("\(role.rawValue)-"), "mix": .string(role.rawValue),
            ])
        }
        let clients = HTTPClientPool()
        do {
            try await SimulatedGateway.running(options) { running in
                let configuration = try GatewayConfiguration(
                    name: "sim", kind: Gateways.GatewayKind(named: kind.rawValue), url: GatewayURL(running.url),
                    apiKey: Secret("admin:secret"))
                let connection = try GatewayFactory.connection(
                    to: configuration, clients: clients, clock: SystemClock(),
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
                try await body(running, connection)
            }
        } catch {
            await clients.shutdown()
            throw error
        }
        await clients.shutdown()
    }

    private static let cases: [(GatewaySimulator.GatewayKind, NodeDialect.Variant)] =
        [(.node, .parameter)]
        + GatewaySimulator.GatewayKind.allCases.filter { $0 != .waAutomate }.map { ($0, .header) }

    /// What a role's session is to Denyut, where it differs by kind.
    private static func status(_ role: SessionRole, _ kind: GatewaySimulator.GatewayKind) -> SessionStatus {
        switch (role, kind) {
        case (.crashed, .wwebjsAPI): .failed
        case (.healthy, _), (.crashed, _), (.zombie, _): .connected
        // Evolution has one word for all that comes before a connection.
        case (.waiting, .evolution): .connecting
        case (.waiting, _): .qrScanning
        // WAHA has no word for a session that lost its connection but this one.
        case (.disconnected, .waha): .failed
        case (.error, .evolution), (.error, .wppconnect), (.error, .gowa), (.error, .wwebjsAPI): .disconnected
        case (.error, _): .failed
        case (.disconnected, _): .disconnected
        case (.authenticated, _): .connecting
        default: .notFound
        }
    }

    @Test("agree on the state of every session, in the list and one by one", arguments: cases)
    private func states(kind: GatewaySimulator.GatewayKind, variant: NodeDialect.Variant) async throws {
        try await meet(kind, variant: variant) { _, connection in
            let known = Self.roles.map { "\($0.rawValue)-01" }
            let list = try await connection.gateway.sessions(known: known)
            #expect(list.unreadable == 0)
            for role in Self.roles {
                let id = "\(role.rawValue)-01"
                let expected = Self.status(role, kind)
                let one = try await connection.gateway.session(id)
                if expected == .notFound {
                    #expect(list[id] == .notFound, "\(role) in the list")
                    #expect(one == .notFound, "\(role) by itself")
                    continue
                }
                guard case .found(let listed) = list[id] else {
                    Issue.record("\(role) is \(list[id]) in the list")
                    continue
                }
                // A list that remembers may say connected of a session that is lost.
                let isStored = connection.gateway.capabilities.confirmsAlone && listed.status == .connected
                #expect(listed.status == expected || isStored, "\(role) in the list, as \(listed.rawStatus)")
                // Evolution shows that a session waits for a scan only where it is asked for its code, twice.
                let isBlurred = kind == .evolution && role == .waiting
                let isOne = one.observation?.status == expected || isBlurred
                #expect(isOne, "\(role) by itself, as \(one.observation?.rawStatus ?? "-")")
            }
        }
    }

    @Test("agree on how the gateway itself is doing", arguments: cases)
    private func probe(kind: GatewaySimulator.GatewayKind, variant: NodeDialect.Variant) async throws {
        try await meet(kind, variant: variant) { running, connection in
            let probe = try await connection.gateway.probe()
            #expect(probe.complaint == nil)
            if connection.gateway.capabilities.restartSign != .none {
                #expect(try #require(probe.uptime) < .seconds(3600))
            }
        }
    }

    @Test("agree on the QR code", arguments: cases)
    private func codes(kind: GatewaySimulator.GatewayKind, variant: NodeDialect.Variant) async throws {
        try await meet(kind, variant: variant, roles: [.waiting, .healthy]) { _, connection in
            guard case .code = try await connection.gateway.qrCode("waiting-01") else {
                Issue.record("no code for a session that shows one")
                return
            }
            #expect(try await connection.gateway.qrCode("healthy-01") == .notNeeded)
        }
    }

    @Test("bring a crashed session back without touching its login", arguments: cases)
    private func softRestart(kind: GatewaySimulator.GatewayKind, variant: NodeDialect.Variant) async throws {
        try await meet(kind, variant: variant, roles: [.crashed, .disconnected, .zombie]) { running, connection in
            let soft = try #require(connection.softRecovery)
            for id in ["crashed-01", "disconnected-01", "zombie-01"] {
                _ = try await soft.softRestart(SessionReference(id: id, workspace: "1", account: "1"))
                while running.simulation.change({ fleet, _ in fleet[id]?.phase }) != .connected { await Task.yield() }
                #expect(running.simulation.change { fleet, _ in fleet[id]?.fault } == nil)
            }
            let calls = running.simulation.change { fleet, _ in fleet.calls }
            #expect(calls.contains { $0.touchesSession })
            #expect(!calls.contains { $0.wasDestructive })
        }
    }

    @Test("agree on which page is dead, where the kind can tell", arguments: cases)
    private func deepProbe(kind: GatewaySimulator.GatewayKind, variant: NodeDialect.Variant) async throws {
        try await meet(kind, variant: variant, roles: [.crashed, .healthy]) { _, connection in
            guard connection.gateway.capabilities.deepProbe else { return }
            let healthy = try await connection.gateway.deepProbe("healthy-01")
            #expect(healthy.finding != .dead)
            let crashed = try await connection.gateway.deepProbe("crashed-01")
            // The Node service's own check looks at its memory, not at the page.
            #expect(crashed.finding == .dead || kind == .node)
        }
    }

    @Test("begin a new login where that is asked for, and end one", arguments: cases)
    private func newLogin(kind: GatewaySimulator.GatewayKind, variant: NodeDialect.Variant) async throws {
        try await meet(kind, variant: variant, roles: [.healthy]) { running, connection in
            let destructive = try #require(connection.destructiveRecovery)
            let reference = SessionReference(id: "brand-new", workspace: "1", account: "1")
            let id = try await destructive.createSession(reference).id
            while running.simulation.change({ fleet, _ in fleet[id]?.phase }) != .scanning { await Task.yield() }
            guard case .code = try await connection.gateway.qrCode(id) else {
                Issue.record("no code for the new session")
                return
            }
            try running.simulation.change { fleet, now in try fleet.apply(.scan(session: id, after: 0), at: now) }
            while running.simulation.change({ fleet, _ in fleet[id]?.phase }) != .connected { await Task.yield() }
            #expect(try await connection.gateway.session(id).observation?.status == .connected)

            _ = try await destructive.endSession(SessionReference(id: "healthy-01", workspace: "1", account: "1"))
            // The Node service keeps the login of a session that it deletes from memory.
            let isGone = running.simulation.change { fleet, _ in fleet["healthy-01"]?.hasLogin != true }
            #expect(isGone == (kind != .node))
        }
    }

    /// What a piece of news has to be to Denyut; nil where the kind keeps it to itself.
    private static func content(_ notice: SessionNotice, _ kind: GatewaySimulator.GatewayKind) -> String? {
        switch (notice, kind) {
        case (.ready, .gowa), (.disconnected, .gowa), (.code, .gowa), (.code, .waha): nil
        case (.ready, _): "connected"
        case (.disconnected, .waha): "failed"
        case (.disconnected, _): "disconnected"
        case (.code, _): "code"
        case (.received, _): "message"
        case (.acknowledged, .wwebjsAPI): nil
        case (.acknowledged, _): "acknowledgement"
        default: nil
        }
    }

    @Test("agree on webhooks: their proof and what they say", arguments: GatewaySimulator.GatewayKind.allCases)
    private func webhooks(kind: GatewaySimulator.GatewayKind) async throws {
        let now = Timestamp(seconds: 1_790_000_000)
        var options = SimulatorOptions(sessions: 1, mix: SessionMix(pattern: [.healthy]))
        options.fleet.kind = kind
        let configuration = try GatewayConfiguration(
            name: "sim", kind: Gateways.GatewayKind(named: kind.rawValue), url: GatewayURL("http://127.0.0.1:1"),
            webhookSecret: Secret("hush"))
        let clients = HTTPClientPool()
        let connection = try GatewayFactory.connection(
            to: configuration, clients: clients, clock: SystemClock(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        await clients.shutdown()
        let receiver = connection.webhooks
        let notices: [(SessionNotice, SessionEvent)] = [
            (.ready, .heal), (.disconnected(reason: "LOGOUT"), .strike(SessionFault(.logout))),
            (.code(text: "2@abc,def,ghi,jkl", count: 1, isRegeneration: false), .heal),
            (.received(message: "false_62811@c.us_3EB0AA", from: "62811", text: "x"), .heal),
            (.acknowledged(message: "true_62811@c.us_3EB0AA", level: 3), .heal),
        ]
        for (notice, event) in notices {
            var session = SimulatedSession(id: "wa-1", phone: "62812", hasLogin: true, at: now)
            _ = session.handle(event, at: now, in: SessionWorld())
            let news = FleetNotice(session: session, at: now, notice: notice)
            var contents: [String] = []
            for told in options.dialect.webhooks(for: news) {
                var headers: [String: String] = [:]
                for header in options.dialect.webhookHeaders(told, secret: "hush", attempt: 1, at: now) {
                    headers[header.name] = header.value
                }
                // WPPConnect can set no header: the secret stands in the address.
                let query = kind == .wppconnect ? ["secret": "hush"] : [:]
                let request = WebhookRequest(headers: headers, query: query, body: told.body)
                let delivery = try receiver.receive(request, at: now)
                contents += delivery.events.map { event in
                    switch event.content {
                    case .state(let observation): observation.status.rawValue
                    case .qrCode: "code"
                    case .message: "message"
                    case .acknowledgement: "acknowledgement"
                    case .failure, .reconnectLoop, .other: "other"
                    }
                }
                var forged = request
                forged.headers = forged.headers.mapValues { String($0.reversed()) + "0" }
                forged.query = [:]
                #expect(throws: WebhookRejection.self) { try receiver.receive(forged, at: now) }
            }
            if let expected = Self.content(notice, kind) {
                #expect(contents.contains(expected), "\(notice) of \(kind) was read as \(contents)")
            }
        }
    }

    @Test("take every answer fault for an error, never for a session that is not there", arguments: cases)
    private func faults(kind: GatewaySimulator.GatewayKind, variant: NodeDialect.Variant) async throws {
        for fault in ["status", "unauthorized", "html", "broken_json", "redirect", "drop", "huge"] {
            try await meet(kind, variant: variant, roles: [.healthy]) { running, connection in
                let command = try Command(["do": "fault", "fault": .string(fault)])
                try running.simulation.change { fleet, now in try fleet.apply(command, at: now) }
                await #expect(throws: GatewayError.self, "\(fault)") {
                    try await connection.gateway.session("healthy-01")
                }
                await #expect(throws: GatewayError.self, "\(fault)") {
                    try await connection.gateway.session("nobody")
                }
            }
        }
    }
}
