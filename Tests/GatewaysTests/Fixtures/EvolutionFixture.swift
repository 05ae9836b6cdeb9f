import Gateways
import SessionHealth
import Synchronization

/// How many codes the instance has shown.
private let codes = Mutex<Int64>(0)

extension GatewayFixture {
    static let evolution = GatewayFixture(
        kind: .evolution, session: "shop",
        words: [("open", .connected), ("connecting", .connecting), ("close", .disconnected)],
        connected: "open", scanning: "connecting", down: "close", key: "evolution-key-1"
    ) { word, request in
        guard request.header("apikey") == "evolution-key-1" else {
            return .json(401, ["status": 401, "error": "Unauthorized", "response": ["message": "Unauthorized"]])
        }
        let isMissing = word == missing
        func notFound(_ message: String) -> GatewayResponse {
            .json(404, ["status": 404, "error": "Not Found", "response": ["message": [.string(message)]]])
        }
        let row: JSON = [
            "id": "0e6b2b6e", "name": "shop", "connectionStatus": .string(word),
            "ownerJid": "6281234567890@s.whatsapp.net", "profileName": "Toko", "integration": "WHATSAPP-BAILEYS",
            "number": nil, "token": "row-token-that-is-secret", "disconnectionReasonCode": nil,
            "disconnectionObject": nil, "disconnectionAt": nil, "createdAt": "2026-01-01T00:00:00.000Z",
            "_count": ["Message": 10, "Contact": 2, "Chat": 1],
        ]
        let qr: JSON = [
            "pairingCode": nil, "code": "2@abc,def,ghi", "base64": .string("data:image/png;base64,\(png)"),
            // Each look finds the next code.
            "count": .integer(
                codes.withLock {
                    $0 += 1
                    return $0
                }),
        ]
        let state: JSON = ["instance": ["instanceName": "shop", "state": .string(word)]]
        switch request.operation {
        case "GET /": return .json(200, ["status": 200, "message": "Welcome", "version": "2.3.7"])
        case "GET /instance/fetchInstances": return .json(200, isMissing ? [] : [row])
        case "POST /instance/create":
            return .json(
                201,
                [
                    "instance": ["instanceName": request.body?["instanceName"] ?? nil, "status": "created"],
                    "hash": "hash-that-is-secret", "qrcode": qr,
                ])
        case _ where isMissing: return notFound("The \"shop\" instance does not exist")
        case "GET /instance/connectionState/{}": return .json(200, state)
        case "GET /instance/connect/{}": return .json(200, word == "open" ? state : qr)
        case "GET /webhook/find/{}":
            return .json(
                200,
                [
                    "enabled": true, "url": "https://denyut.example/api/whatsapp/webhooks/main?secret=in-the-address",
                    "headers": ["jwt_key": "secret-of-the-webhook"],
                    "events": ["CONNECTION_UPDATE", "MESSAGES_UPSERT"],
                ])
        case "POST /instance/restart/{}":
            return word == "close"
                ? .json(200, ["error": true, "message": "Error: The \"shop\" instance is not connected"])
                : .json(200, state)
        case "DELETE /instance/logout/{}":
            return word == "close"
                ? .json(
                    400,
                    [
                        "status": 400, "error": "Bad Request",
                        "response": ["message": ["The \"shop\" instance is not connected"]],
                    ])
                : .json(200, ["status": "SUCCESS", "error": false, "response": ["message": "Instance logged out"]])
        default: return notFound("Cannot \(request.method.rawValue) \(request.path.encoded)")
        }
    }
}
