import Gateways
import SessionHealth

extension GatewayFixture {
    static let waha = GatewayFixture(
        kind: .waha, session: "default",
        words: [
            ("WORKING", .connected), ("SCAN_QR_CODE", .qrScanning), ("PASSKEY_REQUIRED", .qrScanning),
            ("PASSKEY_CONFIRMATION_REQUIRED", .qrScanning), ("STARTING", .connecting), ("STOPPED", .disconnected),
            ("FAILED", .failed),
        ], connected: "WORKING", scanning: "SCAN_QR_CODE", down: "STOPPED", key: "waha-key-1"
    ) { word, request in
        guard request.header("X-Api-Key") == "waha-key-1" else {
            return .json(401, ["message": "Unauthorized", "statusCode": 401])
        }
        let isMissing = word == missing
        let session: JSON = [
            "name": "default", "status": .string(word), "engine": ["engine": "NOWEB"], "assignedWorker": "waha",
            "me": word == "WORKING"
                ? ["id": "6281234567890@c.us", "lid": "123@lid", "pushName": "Toko"] as JSON : nil,
            "presence": nil, "timestamps": ["activity": 1_772_359_200_000],
            "config": ["webhooks": [["url": "https://example.com", "events": ["session.status"]]]],
        ]
        func notFound(_ message: JSON) -> GatewayResponse {
            .json(404, ["message": message, "error": "Not Found", "statusCode": 404])
        }
        switch request.operation {
        case "GET /api/server/status":
            return .json(
                200, ["startTimestamp": 1_799_996_400_000, "uptime": 3_600_000, "worker": ["id": "waha"]])
        case "GET /api/server/version":
            return .json(200, ["version": "2026.7.1", "engine": "NOWEB", "tier": "PLUS", "browser": nil])
        case "GET /api/sessions":
            // Without `all` it leaves out what is stopped.
            let isListed = !isMissing && (word != "STOPPED" || request.parameter("all") == "true")
            return .json(200, isListed ? [session] : [])
        case "POST /api/sessions":
            return .json(201, ["name": request.body?["name"] ?? nil, "status": "STARTING", "config": [:]])
        case "GET /api/screenshot":
            return word == "WORKING"
                ? GatewayResponse(status: 200, headers: ["content-type": "image/png"], body: [0x89, 0x50, 0x4E, 0x47])
                : .json(
                    422,
                    [
                        "error": "Session status is not as expected. Try again later or restart the session",
                        "session": "default", "status": .string(word), "expected": ["WORKING"],
                    ])
        case _ where isMissing: return notFound("Session not found")
        case "GET /api/sessions/{}": return .json(200, session)
        case "GET /api/{}/auth/qr":
            return word == "SCAN_QR_CODE"
                ? .json(200, ["mimetype": "image/png", "data": .string(png)])
                : .json(422, ["error": "Session status is not as expected", "expected": ["SCAN_QR_CODE"]])
        case "POST /api/sessions/{}/start", "POST /api/sessions/{}/stop", "POST /api/sessions/{}/restart",
            "POST /api/sessions/{}/logout":
            return .json(201, session)
        default: return notFound(.string("Cannot \(request.method.rawValue) \(request.path.encoded)"))
        }
    }
}
