import Gateways
import SessionHealth
import Testing

@Suite("GOWA")
struct GOWATests {
    private let fixture = GatewayFixture.gowa

    @Test(
        "the picture's link is followed on the gateway that we know, never to another host",
        arguments: [
            ("http://evil.example/statics/qrcode/scan-1.png", "/statics/qrcode/scan-1.png"),
            ("http://localhost:3000/base/statics/images/qrcode/scan-2.png", "/statics/images/qrcode/scan-2.png"),
        ])
    func link(link: String, path: String) async throws {
        let transport = fixture.transport("connected")
        transport.on(
            "GET /devices/{}/login", .json(200, ["code": "SUCCESS", "results": ["qr_link": .string(link)]]))
        _ = try await fixture.connection(transport).gateway.qrCode("my-device")
        #expect(transport.requests.last?.path.encoded == path)
    }

    @Test("a link to anything else is not followed", arguments: ["", "http://h/etc/passwd", "x.png", "/statics/x.png"])
    func otherLinks(link: String) async throws {
        let transport = fixture.transport("connected")
        transport.on(
            "GET /devices/{}/login", .json(200, ["code": "SUCCESS", "results": ["qr_link": .string(link)]]))
        let gateway = try fixture.connection(transport).gateway
        let error = await gatewayError { () throws(GatewayError) in try await gateway.qrCode("my-device") }
        #expect(error?.code == .badAnswer)
        #expect(transport.operations.last == "GET /devices/{}/login")
    }

    @Test("a picture that is not drawn yet is not ready, and not a wrong address")
    func notDrawn() async throws {
        let transport = fixture.transport("connected")
        transport.on("GET /statics/images/qrcode/{}", .text(404, "Cannot GET /statics"))
        #expect(try await fixture.connection(transport).gateway.qrCode("my-device") == .notReady)
    }

    @Test("a device that is down with its login kept can be restarted, one without needs a scan")
    func login() async throws {
        for hasLogin in [true, false] {
            let transport = FakeTransport([
                "GET /devices": .json(
                    200,
                    [
                        "code": "SUCCESS",
                        "results": [
                            [
                                "id": "d", "state": "disconnected",
                                "jid": hasLogin ? "6281200000001@s.whatsapp.net" : "",
                            ]
                        ],
                    ]),
                "GET /devices/{}/status": .json(
                    200,
                    [
                        "code": "SUCCESS",
                        "results": ["device_id": "d", "is_connected": false, "is_logged_in": false],
                    ]),
            ])
            let observation = try await connection(.gowa, transport, key: "u:p-1").gateway.session("d").observation
            #expect(observation?.status == .disconnected)
            #expect(observation?.login == (hasLogin ? .kept : .cleared))
        }
    }

    @Test("its key is user and password")
    func key() throws {
        let url = try GatewayURL("http://h")
        #expect(throws: GatewayConfigurationError.self) {
            try GatewayConfiguration(name: "g", kind: .gowa, url: url, apiKey: Secret("password-only"))
        }
    }

    @Test("where everything else was moved, its health is asked of its list")
    func basePath() async throws {
        let transport = fixture.transport("logged_in")
        transport.on("GET /health", .text(404, "Cannot GET /gowa/health"))
        let gateway = try fixture.connection(transport).gateway
        #expect(try await gateway.probe().isGood)
        #expect(transport.operations == ["GET /health", "GET /devices"])
    }
}
