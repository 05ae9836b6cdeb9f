import Gateways
import SessionHealth
import Testing
import WallTime

@Suite("Node service: asking")
struct NodeGatewayTests {
    private let missing = GatewayResponse.json(404, ["error": "Session not found"])
    private let wrongRoute = GatewayResponse.json(
        404,
        [
            "error": "Endpoint not found", "path": "/x", "method": "GET", "available_endpoints": ["GET /health"],
        ])

    @Test("reads the list with the status of each session")
    func list() async throws {
        let transport = FakeTransport([
            "GET /api/sessions": .json(
                200,
                [
                    "success": true, "total": 4,
                    "sessions": [
                        [
                            "session_id": "s1", "workspace_id": 1, "status": "connected",
                            "phone_number": "6281234567890", "connected_at": "2026-03-01T10:00:00.000Z",
                        ],
                        ["session_id": "s2", "status": "qr_scanning", "phone_number": nil],
                        ["session_id": "s3"],
                        ["session_id": 4, "status": "error"],
                    ],
                ])
        ])
        let list = try await connection(.node, transport).gateway.sessions()
        #expect(list.isComplete)
        #expect(list.observations.map(\.id) == ["s1", "s2", "s3", "4"])
        #expect(list.observations.map(\.status) == [.connected, .qrScanning, .unknown, .failed])
        #expect(list.observations[0].phone == "6281234567890")
        #expect(list.observations[0].connectedAt == Timestamp(iso8601: "2026-03-01T10:00:00Z"))
        #expect(list["s5"] == .notFound)
    }

    @Test("a list with items that cannot be read says nothing of sessions that are not in it")
    func unreadableItems() async throws {
        let items: [JSON] = [["session_id": "s1", "status": "connected"], [:], "s2", nil, ["session_id": ""]]
        let transport = FakeTransport(["GET /api/sessions": .json(200, ["success": true, "sessions": .array(items)])])
        let list = try await connection(.node, transport).gateway.sessions()
        #expect(list.observations.count == 1)
        #expect(list.unreadable == 4)
        #expect(list["s2"] == .unknown)
    }

    @Test("a list that is shorter than its total says nothing of sessions that are not in it")
    func shortList() async throws {
        let transport = FakeTransport(["GET /api/sessions": .json(200, ["sessions": [], "total": 2])])
        #expect(try await connection(.node, transport).gateway.sessions()["s1"] == .unknown)
    }

    @Test(
        "words become normal statuses",
        arguments: [
            ("connected", SessionStatus.connected), ("qr_scanning", .qrScanning), ("authenticated", .connecting),
            ("disconnected", .disconnected), ("error", .failed), ("CONNECTED", .connected), ("something", .unknown),
            ("", .unknown),
        ])
    func statuses(word: String, status: SessionStatus) async throws {
        let transport = FakeTransport([
            "GET /api/sessions/{}/status": .json(200, ["session_id": "s1", "status": .string(word)])
        ])
        let lookup = try await connection(.node, transport).gateway.session("s1")
        #expect(lookup.observation?.status == status)
        #expect(lookup.observation?.rawStatus == word)
    }

    @Test("why a session is down is read from its metadata, and does without where that fails")
    func reason() async throws {
        let transport = FakeTransport([
            "GET /api/sessions/{}/status": .json(200, ["session_id": "s1", "status": "disconnected"]),
            "GET /api/sessions/{}/metadata": .json(
                200,
                [
                    "success": true,
                    "metadata": ["lastDisconnectReason": "LOGOUT", "disconnectedAt": "2026-03-01T10:00:00Z"],
                ]),
        ])
        let gateway = try connection(.node, transport).gateway
        let observation = try #require(try await gateway.session("s1").observation)
        #expect(observation.ending == .loggedOut)
        #expect(observation.since == Timestamp(iso8601: "2026-03-01T10:00:00Z"))
        transport.on("GET /api/sessions/{}/metadata", .json(500, ["error": "x"]))
        let bare = try #require(try await gateway.session("s1").observation)
        #expect(bare.status == .disconnected)
        #expect(bare.ending == nil)
    }

    @Test("only its own words for it mean that a session is not there")
    func notFound() async throws {
        let transport = FakeTransport(["GET /api/sessions/{}/status": missing])
        #expect(try await connection(.node, transport).gateway.session("s1") == .notFound)
        let others: [GatewayResponse] = [
            wrongRoute, .json(404, [:]), .json(404, ["error": "Not Found"]), .text(404, "Session not found"),
            .json(500, ["error": "Session not found"]), .json(200, ["error": "Session not found"]),
            .json(404, ["error": "Session not found", "available_endpoints": []]),
        ]
        for response in others {
            let transport = FakeTransport(["GET /api/sessions/{}/status": response])
            let gateway = try connection(.node, transport).gateway
            let error = await gatewayError { () throws(GatewayError) in try await gateway.session("s1") }
            #expect(error != nil, "\(response.status)")
        }
    }

    @Test("an answer about another session is not believed")
    func otherSession() async throws {
        let transport = FakeTransport([
            "GET /api/sessions/{}/status": .json(200, ["session_id": "s2", "status": "connected"])
        ])
        let gateway = try connection(.node, transport).gateway
        #expect(await gatewayError { () throws(GatewayError) in try await gateway.session("s1") }?.code == .badAnswer)
    }

    @Test("probes the gateway without the key, and reads what it tells")
    func probe() async throws {
        let clock = ManualClock()
        let transport = FakeTransport([
            "GET /health/detailed": .json(
                200,
                [
                    "status": "healthy", "uptime": 3600.5, "sessions": ["total": 10, "connected": 7],
                    "details": ["by_status": ["connected": 7, "qr_scanning": 2, "weird": 1]],
                    "memory": ["heap_used": 80, "heap_total": 120, "rss": 314_572_800],
                    "cpu": ["user": 2_000_000, "system": 500_000], "node": ["version": "v20.1.0"],
                ])
        ])
        let probe = try await connection(.node, transport, clock: clock).gateway.probe()
        #expect(probe.isGood)
        #expect(probe.uptime == .milliseconds(3_600_500))
        #expect(probe.startedAt == clock.now() - .milliseconds(3_600_500))
        #expect(probe.sessions == .init(total: 10, byStatus: [.connected: 7, .qrScanning: 2, .unknown: 1]))
        #expect(probe.memory == .init(resident: 314_572_800, heapUsed: 80 << 20, heapTotal: 120 << 20))
        #expect(probe.cpu == .milliseconds(2500))
        #expect(transport.requests.allSatisfy { $0.header("X-API-Key") == nil && $0.query.isEmpty })
    }

    @Test("falls back on the short probe where there is no long one")
    func shortProbe() async throws {
        let transport = FakeTransport(
            [
                "GET /health": .json(
                    200,
                    [
                        "status": "healthy", "uptime": 5, "sessions": ["total": 2, "connected": 1, "disconnected": 1],
                        "memory": ["used": 50, "total": 60, "unit": "MB"],
                    ])
            ], fallback: wrongRoute)
        let probe = try await connection(.node, transport).gateway.probe()
        #expect(probe.sessions?.byStatus == [.connected: 1, .disconnected: 1])
        #expect(probe.memory?.heapUsed == 50 << 20)
        #expect(transport.operations == ["GET /health/detailed", "GET /health"])
    }

    @Test("a gateway that calls itself unhealthy was reached, and is not good")
    func unhealthy() async throws {
        let transport = FakeTransport(["GET /health/detailed": .json(500, ["status": "unhealthy"])])
        let probe = try await connection(.node, transport).gateway.probe()
        #expect(probe.complaint == "it calls itself 'unhealthy'")
    }

    @Test("hands out the QR code only while it is new and the session waits for it")
    func qrCode() async throws {
        let clock = ManualClock()
        let png = "data:image/png;base64,iVBORw0KGgo="
        func answer(_ metadata: JSON) async throws -> QRCodeAnswer {
            let transport = FakeTransport([
                "GET /api/sessions/{}/metadata": .json(200, ["success": true, "metadata": metadata])
            ])
            return try await connection(.node, transport, clock: clock).gateway.qrCode("s1")
        }
        let now = clock.now().milliseconds
        let code = QRCode(
            png, generatedAt: clock.now() - .seconds(10), expiresAt: clock.now() + .seconds(50))
        #expect(
            try await answer(["status": "qr_scanning", "qrCode": .string(png), "qrGeneratedAt": .integer(now - 10_000)])
                == .code(#require(code)))
        #expect(
            try await answer(["qrCode": .string(png), "qrGeneratedAt": .integer(now - 301_000)]) == .notReady)
        #expect(try await answer(["status": "connected", "qrCode": .string(png)]) == .notNeeded)
        #expect(try await answer(["status": "qr_scanning"]) == .notReady)
        #expect(try await answer(["qrCode": "javascript:alert(1)"]) != .notFound)
        let transport = FakeTransport(["GET /api/sessions/{}/metadata": missing])
        #expect(try await connection(.node, transport).gateway.qrCode("s1") == .notFound)
    }
}
