import Gateways
import SessionHealth

extension GatewayFixture {
    /// The later variant of the Node service, which takes its key as a parameter.
    static let node = GatewayFixture(
        kind: .node, session: "user_1_abc",
        words: [
            ("connected", .connected), ("qr_scanning", .qrScanning), ("authenticated", .connecting),
            ("disconnected", .disconnected), ("error", .failed),
        ], connected: "connected", scanning: "qr_scanning", down: "disconnected", key: "node-key-1"
    ) { word, request in
        let key = request.method == .get ? request.parameter("api_key") : request.body?["api_key"].string
        if request.operation == "GET /health/detailed" || request.operation == "GET /health" {
            return .json(
                200,
                [
                    "status": "healthy", "uptime": 3600.25, "timestamp": "2026-03-01T10:00:00.000Z",
                    "start_time": "2026-03-01T09:00:00.000Z", "connection_rate": "100%",
                    "sessions": ["total": 1, "connected": 1, "disconnected": 0],
                    "details": ["by_status": ["connected": 1]],
                    "memory": ["heap_used": 80, "heap_total": 120, "external": 5, "rss": 300],
                    "cpu": ["user": 1_000_000, "system": 200_000], "node": ["version": "v20.1.0", "pid": 7],
                ])
        }
        guard key == "node-key-1" else { return .json(401, ["error": "Invalid API key"]) }
        let isMissing = word == missing
        let status: JSON = [
            "session_id": "user_1_abc", "workspace_id": 1, "status": .string(word), "phone_number": "6281234567890",
            "connected_at": "2026-03-01T09:00:00.000Z", "last_activity": "2026-03-01T09:30:00.000Z",
        ]
        switch request.operation {
        case "GET /api/sessions":
            return .json(
                200, ["success": true, "sessions": isMissing ? [] : [status], "total": isMissing ? 0 : 1])
        case "POST /api/sessions":
            return .json(
                200, ["success": true, "session_id": request.body?["session_id"] ?? nil, "status": "qr_scanning"])
        case _ where isMissing:
            return .json(404, ["error": "Session not found"])
        case "GET /api/sessions/{}/status": return .json(200, status)
        case "GET /api/sessions/{}/metadata":
            return .json(
                200,
                [
                    "success": true, "session_id": "user_1_abc",
                    "metadata": [
                        "status": .string(word),
                        "qrCode": word == "qr_scanning" ? .string("data:image/png;base64,\(png)") : nil,
                    ],
                ])
        case "DELETE /api/sessions/{}": return .json(200, ["success": true])
        case "POST /api/sessions/{}/reconnect":
            return .json(200, ["success": true, "session_id": "user_1_abc", "status": "qr_scanning"])
        default:
            return .json(
                404,
                [
                    "error": "Endpoint not found", "path": .string(request.path.encoded),
                    "available_endpoints": ["GET /health"],
                ])
        }
    }
}
