import Gateways
import SessionHealth

extension GatewayFixture {
    static let waAutomate = GatewayFixture(
        kind: .waAutomate, session: "session",
        words: [
            ("READY", .connected), ("CONNECTED", .connected), ("SYNCING", .connected), ("PAIRING", .qrScanning),
            ("UNPAIRED", .qrScanning), ("STARTING", .connecting), ("AUTHENTICATING", .connecting),
            ("UNLAUNCHED", .connecting), ("DISCONNECTED", .disconnected), ("TIMEOUT", .disconnected),
            ("CONFLICT", .disconnected), ("STOPPED", .disconnected),
        ], connected: "READY", scanning: "PAIRING", down: "STOPPED", knowsMissing: false, key: "openwa5-key-1"
    ) { word, request in
        guard request.header("X-API-Key") == "openwa5-key-1" else { return .json(401, ["error": "Unauthorized"]) }
        let isUp = ["READY", "CONNECTED", "SYNCING"].contains(word)
        switch request.operation {
        case "GET /health":
            return .json(
                200,
                [
                    "status": "ok", "version": "5.0.0-alpha.3", "connected": .bool(isUp),
                    "host": ["wid": "6281234567890@c.us"],
                    "session": [
                        "ready": .bool(isUp), "status": "running", "state": .string(word), "pending": [],
                        "blockers": [], "exposureSafe": true,
                    ],
                    "qr": word == "PAIRING" ? "2@abc" : nil, "launchTimeline": [], "reconnections": [],
                    "startedAt": "2027-01-15T07:00:00.000Z", "lastEventAt": "2027-01-15T07:59:00.000Z",
                ])
        case "GET /qr":
            return word == "PAIRING" ? .json(200, ["qr": "2@abc,def"]) : .json(404, ["error": "No QR code"])
        case "GET /api/session/getConnectionState":
            return isUp
                ? .json(200, ["success": true, "response": "CONNECTED"])
                : .json(500, ["success": false, "error": "Protocol error (Runtime.callFunctionOn): Target closed."])
        default: return .json(404, ["error": "Not Found"])
        }
    }
}
