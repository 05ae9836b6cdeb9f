import Gateways
import SessionHealth

extension GatewayFixture {
    static let gowa = GatewayFixture(
        kind: .gowa, session: "my-device",
        words: [
            ("logged_in", .connected), ("connected", .qrScanning), ("disconnected", .disconnected),
        ], connected: "logged_in", scanning: "connected", down: "disconnected", key: "admin:gowa-key-1"
    ) { word, request in
        if request.operation == "GET /health" { return .text(200, "OK") }
        // admin:gowa-key-1
        guard request.header("Authorization") == "Basic YWRtaW46Z293YS1rZXktMQ==" else {
            return .text(401, "Unauthorized")
        }
        let isMissing = word == missing
        func success(_ message: JSON, _ results: JSON) -> GatewayResponse {
            .json(200, ["status": 200, "code": "SUCCESS", "message": message, "results": results])
        }
        switch request.operation {
        case "GET /devices":
            let device: JSON = [
                "id": "my-device", "phone_number": word == "connected" ? "" : "6281234567890", "display_name": "Toko",
                "state": .string(word),
                // It keeps the identifier of the login until a real logout.
                "jid": word == "connected" ? "" : "6281234567890@s.whatsapp.net", "created_at": "2026-01-01T00:00:00Z",
            ]
            return success("List devices", isMissing ? nil : [device])
        case "POST /devices":
            return success(
                "Device added", ["id": request.body?["device_id"] ?? nil, "state": "disconnected", "jid": ""])
        case "GET /statics/images/qrcode/{}", "GET /statics/qrcode/{}":
            return GatewayResponse(
                status: 200, headers: ["content-type": "image/png"],
                body: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        case "GET /devices/{}/login" where !isMissing || request.path.encoded.contains("new"):
            return success(
                "Login success",
                [
                    "device_id": "my-device", "qr_duration": 30,
                    "qr_link": "http://localhost:3000/statics/images/qrcode/scan-qr-b0b7bb43.png",
                ])
        case _ where isMissing:
            return .json(404, ["code": "NOT_FOUND", "message": "device my-device not found", "results": nil])
        case "GET /devices/{}/status":
            return success(
                "Device status",
                [
                    "device_id": "my-device", "is_connected": .bool(word != "disconnected"),
                    "is_logged_in": .bool(word == "logged_in"),
                ])
        case "POST /devices/{}/reconnect", "POST /devices/{}/logout": return success("Requested", nil)
        default: return .text(404, "Cannot \(request.method.rawValue) \(request.path.encoded)")
        }
    }
}
