import Gateways
import Logging
import SessionHealth
import Testing
import WallTime

@Suite("The examination of a gateway")
struct GatewayExaminationTests {
    /// Examines a gateway over a fake transport.
    private func examine(
        _ fixture: GatewayFixture, _ transport: FakeTransport, key: String? = nil, secret: String? = "hook-secret-1",
        url: String = "http://gateway:3001", background: GatewayExamination.Background = .init(),
        clock: ManualClock = ManualClock()
    ) async throws -> GatewayReport {
        let configuration = try GatewayConfiguration(
            name: "main", kind: fixture.kind, url: try GatewayURL(url), apiKey: Secret(key ?? fixture.key),
            webhookSecret: secret.map(Secret.init))
        return await GatewayExamination(
            of: configuration, background: background, clock: clock, logger: Logger(label: "test")
        ) { _ throws(GatewayConfigurationError) in transport }.run()
    }

    /// The fixture as it is, but for sessions that nobody has.
    private func transport(_ fixture: GatewayFixture, _ word: String) -> FakeTransport {
        FakeTransport { request throws(TransportError) in
            let isNobodys = request.target.contains("00000000-0000-4000-8000-000000000000")
            // A list is the same for everybody.
            return fixture.answer(isNobodys ? GatewayFixture.missing : word, request)
        }
    }

    private func finding(_ report: GatewayReport, _ subject: GatewayFinding.Subject) -> GatewayFinding? {
        report.findings.first { $0.subject == subject }
    }

    @Test("finds nothing wrong with a gateway that is well", arguments: GatewayFixture.all)
    func well(fixture: GatewayFixture) async throws {
        let clock = ManualClock()
        let report = try await examine(
            fixture, transport(fixture, fixture.connected),
            background: .init(sessions: [fixture.session], lastWebhook: clock.now() - .seconds(5)), clock: clock)
        #expect(report.findings.filter { $0.verdict != .ok }.map(\.text) == [])
        #expect(report.verdict == .ok)
        for subject in [
            GatewayFinding.Subject.reachable, .version, .key, .list, .accounts, .status, .qrCode, .webhooks, .can,
        ] {
            #expect(finding(report, subject) != nil, "\(subject)")
        }
    }

    @Test("only reads, whatever state the sessions are in", arguments: GatewayFixture.all)
    func readOnly(fixture: GatewayFixture) async throws {
        let facts = Dictionary(uniqueKeysWithValues: GatewayFact.table(fixture.kind).map { ($0.operation, $0) })
        for word in fixture.words.map(\.word) + [GatewayFixture.missing] {
            let transport = transport(fixture, word)
            let report = try await examine(fixture, transport)
            #expect(report.requests.map(\.operation) == transport.operations)
            for operation in transport.operations { #expect(facts[operation]?.effect == .reads, "\(operation)") }
        }
    }

    @Test("says what is wrong and what to do about it, and holds no secret", arguments: GatewayFixture.all)
    func bad(fixture: GatewayFixture) async throws {
        for bad in BadAnswer.all {
            let transport = FakeTransport { _ throws(TransportError) in try bad.answer() }
            let report = try await examine(fixture, transport)
            let findings = report.findings.filter { $0.verdict != .ok }
            #expect(findings.allSatisfy { $0.cure?.isEmpty == false }, "\(bad.name)")
            #expect(!"\(report)".contains(fixture.key), "\(bad.name)")
            #expect(!"\(report)".contains("hook-secret-1"), "\(bad.name)")
        }
    }

    @Test("asks no more of what does not answer")
    func silence() async throws {
        let transport = FakeTransport { _ throws(TransportError) in throw .unreachable("connection refused") }
        let report = try await examine(.waha, transport)
        #expect(finding(report, .reachable)?.verdict == .error)
        #expect(transport.operations.count == 1)
        #expect(finding(report, .list) == nil)
    }

    @Test("knows a wrong key", arguments: [GatewayFixture.node, .waha, .evolution, .openwa, .wwebjsAPI, .gowa])
    func wrongKey(fixture: GatewayFixture) async throws {
        let key = fixture.kind == .gowa ? "some:body" : "some-other-key"
        let report = try await examine(fixture, transport(fixture, fixture.connected), key: key)
        #expect(finding(report, .key)?.verdict == .error)
        #expect(report.verdict == .error)
    }

    @Test("warns of a gateway that answers without a key")
    func open() async throws {
        let fixture = GatewayFixture.waha
        let transport = FakeTransport { request throws(TransportError) in
            var request = request
            request.headers = [.init("X-Api-Key", fixture.key)]
            let isNobodys = request.target.contains("00000000-0000")
            return fixture.answer(isNobodys ? GatewayFixture.missing : fixture.connected, request)
        }
        let report = try await examine(fixture, transport)
        #expect(finding(report, .key)?.verdict == .warning)
        #expect(finding(report, .key)?.text.contains("without a key") == true)
    }

    @Test("is not misled by a gateway that says 'no such instance' before it looks at the key")
    func guardOrder() async throws {
        let fixture = GatewayFixture.evolution
        let transport = FakeTransport { request throws(TransportError) in
            let isNobodys = request.target.contains("00000000-0000")
            return isNobodys
                ? .json(404, ["status": 404, "response": ["message": ["The \"x\" instance does not exist"]]])
                : fixture.answer(fixture.connected, request)
        }
        #expect(finding(try await examine(fixture, transport), .key)?.verdict == .ok)
        let open = FakeTransport { request throws(TransportError) in
            var request = request
            request.headers = [.init("apikey", fixture.key)]
            return fixture.answer(fixture.connected, request)
        }
        #expect(finding(try await examine(fixture, open), .key)?.verdict == .warning)
    }

    @Test("says that a version has no list of sessions, and how accounts are made there")
    func noList() async throws {
        let transport = GatewayFixture.wwebjsAPI.transport("CONNECTED")
        transport.on("GET /session/getSessions", .text(404, "<pre>Cannot GET</pre>", type: "text/html"))
        let told = try #require(finding(try await examine(.wwebjsAPI, transport), .list))
        #expect(told.verdict == .warning)
        #expect(told.text.contains("has no list"))
        #expect(told.cure?.contains("account-add") == true)
    }

    @Test("tells of webhooks by events as of others, and warns of media in them")
    func webhookMedia() async throws {
        let fixture = GatewayFixture.evolution
        func told(_ members: [JSON.Member]) async throws -> GatewayFinding? {
            let transport = fixture.transport("open")
            transport.on(
                "GET /webhook/find/{}",
                .json(
                    200,
                    .object(
                        [
                            .init("enabled", true), .init("events", ["CONNECTION_UPDATE"]),
                            .init("url", "https://denyut.example/api/whatsapp/webhooks/main/connection-update"),
                        ] + members)))
            return finding(
                try await examine(fixture, transport, background: .init(lastWebhook: ManualClock().now())), .webhooks)
        }
        #expect(try await told([.init("webhookByEvents", true)])?.verdict == .ok)
        let media = try await told([.init("webhookBase64", true)])
        #expect(media?.verdict == .warning)
        #expect(media?.text.contains("base64") == true)
    }

    @Test("warns of accounts that have no session there, and tells of sessions without an account")
    func accounts() async throws {
        let fixture = GatewayFixture.waha
        let transport = transport(fixture, fixture.connected)
        let gone = try await examine(fixture, transport, background: .init(sessions: ["default", "lost"]))
        #expect(finding(gone, .accounts)?.verdict == .warning)
        #expect(finding(gone, .accounts)?.text.contains("lost") == true)
        let new = try await examine(fixture, transport)
        #expect(finding(new, .accounts)?.verdict == .ok)
        #expect(finding(new, .accounts)?.text.contains("gateway-import main") == true)
    }

    @Test("shows in which form the QR code comes", arguments: GatewayFixture.all)
    func qrCode(fixture: GatewayFixture) async throws {
        let report = try await examine(fixture, transport(fixture, fixture.scanning))
        let told = try #require(finding(report, .qrCode))
        #expect(told.verdict == .ok)
        #expect(told.text.contains("picture") || told.text.contains("text"))
    }

    @Test("a missing webhook secret, none that came, one that was refused")
    func webhooks() async throws {
        let fixture = GatewayFixture.waha
        let transport = transport(fixture, fixture.connected)
        let clock = ManualClock()
        let without = try await examine(fixture, transport, secret: nil)
        #expect(finding(without, .webhooks)?.verdict == .warning)
        #expect(finding(without, .webhooks)?.cure?.contains("webhookSecretEnv") == true)
        let never = try await examine(fixture, transport)
        #expect(finding(never, .webhooks)?.text.contains("POST /api/whatsapp/webhooks/main") == true)
        let refused = try await examine(
            fixture, transport,
            background: .init(
                lastWebhook: clock.now() - .seconds(60),
                lastRefusal: (clock.now() - .seconds(9), "its signature is wrong")),
            clock: clock)
        #expect(finding(refused, .signature)?.verdict == .error)
        let cured = try await examine(
            fixture, transport,
            background: .init(
                lastWebhook: clock.now() - .seconds(2),
                lastRefusal: (clock.now() - .seconds(9), "its signature is wrong")),
            clock: clock)
        #expect(finding(cured, .signature)?.verdict == .ok)
        let guessable = try await examine(fixture, transport, secret: "secret")
        #expect(finding(guessable, .signature)?.verdict == .warning)
    }

    @Test("a session's own webhook settings: none has come, an event is missing, no signature, another address")
    func webhookSettings() async throws {
        let fixture = GatewayFixture.waha
        func finding(_ webhook: JSON) async throws -> GatewayFinding? {
            let transport = FakeTransport { request throws(TransportError) in
                if request.operation == "GET /api/sessions/{}", request.target.hasSuffix("/default") {
                    return .json(
                        200, ["name": "default", "status": "WORKING", "config": ["webhooks": [webhook]]])
                }
                let isNobodys = request.target.contains("00000000-0000")
                return fixture.answer(isNobodys ? GatewayFixture.missing : fixture.connected, request)
            }
            return self.finding(try await examine(fixture, transport), .webhooks)
        }
        let url: JSON = "https://user:pass@denyut.example/api/whatsapp/webhooks/main?secret=in-the-address"
        let good = try #require(
            try await finding(["url": url, "events": ["session.status"], "hmac": ["key": "in-the-settings"]]))
        #expect(good.text.contains("https://denyut.example/api/whatsapp/webhooks/main, and none has come yet"))
        #expect(!good.text.contains("in-the-") && !good.text.contains("pass"))
        let deaf = try await finding(["url": url, "events": ["message"], "hmac": ["key": "k"]])
        #expect(deaf?.verdict == .warning && deaf?.text.contains("session.status") == true)
        let unsigned = try await finding(["url": url, "events": ["*"]])
        #expect(unsigned?.verdict == .error && unsigned?.text.contains("without a signature") == true)
        let elsewhere = try await finding(["url": "https://other.example/hook", "events": ["*"]])
        #expect(elsewhere?.text.contains("none has come yet to POST") == true)
    }

    @Test(
        "an event is known whatever joins its words",
        arguments: [
            ("connection.update", true), ("CONNECTION_UPDATE", true), ("*", true), ("messages.upsert", false),
        ])
    func events(name: String, sends: Bool) {
        #expect(WebhookSetting(url: "http://h", events: [name]).sends("CONNECTION_UPDATE") == sends)
        #expect(WebhookSetting(url: "http://h").sends("CONNECTION_UPDATE"))
    }

    @Test(
        "compares the clocks by the date of an answer",
        arguments: [
            (0, GatewayFinding.Verdict.ok), (20, .ok), (-45, .warning), (45, .warning), (600, .error), (-600, .error),
        ])
    func clock(seconds: Int, verdict: GatewayFinding.Verdict) async throws {
        // ManualClock does not move by itself, so the distance is exact.
        let clock = ManualClock(Timestamp(seconds: 1_800_000_000))
        let fixture = GatewayFixture.node
        let inner = transport(fixture, fixture.connected)
        let date = Self.httpDate(1_800_000_000 + Int64(seconds))
        let transport = FakeTransport { request throws(TransportError) in
            var response = fixture.answer(
                request.target.contains("00000000") ? GatewayFixture.missing : fixture.connected, request)
            response.headers["date"] = date
            return response
        }
        let report = try await examine(fixture, transport, clock: clock)
        #expect(finding(report, .clock)?.verdict == verdict)
        // Without a date nothing is said of it.
        #expect(finding(try await examine(fixture, inner, clock: clock), .clock) == nil)
    }

    /// 1,800,000,000 is Friday, 15 January 2027, 08:00:00.
    private static func httpDate(_ seconds: Int64) -> String {
        let rest = seconds - 1_799_971_200
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "Fri, 15 Jan 2027 \(two(rest / 3600)):\(two(rest % 3600 / 60)):\(two(rest % 60)) GMT"
    }

    @Test(
        "warns of a key that crosses a network unencrypted",
        arguments: [
            ("http://gw.example.com", GatewayFinding.Verdict.warning), ("http://8.8.8.8:3000", .warning),
            ("https://gw.example.com", .ok), ("http://localhost:3001", .ok), ("http://10.0.0.5:3001", .ok),
            ("http://waha:3000", .ok), ("http://[::1]:3000", .ok), ("unix:/run/gateway.sock", .ok),
        ])
    func plain(url: String, verdict: GatewayFinding.Verdict) async throws {
        let report = try await examine(.waha, transport(.waha, "WORKING"), url: url)
        #expect(finding(report, .setting)?.verdict == verdict)
    }

    @Test("a setting that cannot be used is the only finding")
    func unusable() async throws {
        let configuration = try GatewayConfiguration(name: "main", kind: .node, url: try GatewayURL("https://h"))
        let report = await GatewayExamination(of: configuration, clock: ManualClock(), logger: Logger(label: "test")) {
            _ throws(GatewayConfigurationError) in throw GatewayConfigurationError("the certificates cannot be read")
        }.run()
        #expect(report.findings.map(\.subject) == [.setting])
        #expect(report.verdict == .error)
    }
}
