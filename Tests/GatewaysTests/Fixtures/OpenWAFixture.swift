import Gateways
import SessionHealth

extension GatewayFixture {
    static let openwa = GatewayFixture(
        kind: .openwa, session: "550e8400-e29b-41d4-a716-446655440000",
        words: [
            ("ready", .connected), ("qr_ready", .qrScanning), ("initializing", .connecting),
            ("authenticating", .connecting), ("disconnected", .disconnected), ("created", .disconnected),
            ("failed", .failed), ("action_required", .failed),
        ], connected: "ready", scanning: "qr_ready", down: "disconnected", key: "owa_k1_openwa-key-1"
    ) { word, request in
        if request.operation == "GET /api/health" {
            return .json(200, ["status": "ok", "version": "0.24.0", "timestamp": "2026-03-01T10:00:00.000Z"])
        }
        guard request.header("X-API-Key") == "owa_k1_openwa-key-1" else {
            return .json(401, ["message": "Invalid API key", "error": "Unauthorized", "statusCode": 401])
        }
        let isMissing = word == missing
        func notFound(_ message: JSON) -> GatewayResponse {
            .json(404, ["message": message, "error": "Not Found", "statusCode": 404])
        }
        let session: JSON = [
            "id": "550e8400-e29b-41d4-a716-446655440000", "name": "my-bot", "status": .string(word),
            "phone": "6281234567890", "pushName": "Toko", "connectedAt": "2026-03-01T09:00:00.000Z",
            "lastActive": "2026-03-01T09:30:00.000Z", "createdAt": "2026-01-01T00:00:00.000Z",
            "updatedAt": "2026-03-01T09:30:00.000Z", "lastError": nil, "restriction": nil, "engineLoaded": true,
        ]
        switch request.operation {
        case "GET /api/sessions":
            if let name = request.parameter("name") { return .json(200, name == "my-bot" ? [session] : []) }
            let isFirst = request.parameter("offset") == "0"
            return .json(200, isMissing || !isFirst ? [] : [session])
        case "GET /api/sessions/stats/overview":
            return .json(
                200,
                [
                    "total": 1, "active": 1, "byStatus": ["ready": 1],
                    "memoryUsage": ["rss": 314_572_800, "heapUsed": 83_886_080, "heapTotal": 125_829_120],
                ])
        case "POST /api/sessions":
            return .json(
                201,
                [
                    "id": "7d444840-9dc0-11d1-b245-5ffdce74fad2", "name": request.body?["name"] ?? nil,
                    "status": "created",
                ])
        case "POST /api/sessions/{}/start" where !isMissing || request.path.encoded.contains("7d444840"):
            return word == "ready"
                ? .json(400, ["message": "Session is already started", "error": "Bad Request", "statusCode": 400])
                : .json(200, session)
        case _ where isMissing: return notFound("Session '550e8400-e29b-41d4-a716-446655440000' not found")
        case "GET /api/sessions/{}": return .json(200, session)
        case "GET /api/sessions/{}/qr":
            return word == "qr_ready"
                ? .json(200, ["qrCode": .string("data:image/png;base64,\(png)"), "status": "qr_ready"])
                : .json(400, ["message": "QR code not ready", "error": "Bad Request", "statusCode": 400])
        case "GET /api/sessions/{}/webhooks":
            return .json(
                200,
                [
                    [
                        "id": "w1", "url": "https://denyut.example/api/whatsapp/webhooks/main",
                        "events": ["session.status"], "active": true,
                    ]
                ])
        case "POST /api/sessions/{}/stop": return .json(200, session)
        case "POST /api/sessions/{}/logout":
            return word == "disconnected"
                ? .json(400, ["message": "Session is not started", "error": "Bad Request", "statusCode": 400])
                : .json(200, session)
        default: return notFound(.string("Cannot \(request.method.rawValue) \(request.path.encoded)"))
        }
    }
}
