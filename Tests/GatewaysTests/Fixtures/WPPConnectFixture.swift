import Gateways
import SessionHealth

extension GatewayFixture {
    static let wppconnect = GatewayFixture(
        kind: .wppconnect, session: "NERDWHATS_AMERICA",
        words: [
            ("CONNECTED", .connected), ("QRCODE", .qrScanning), ("PHONECODE", .qrScanning),
            ("INITIALIZING", .connecting), ("CLOSED", .disconnected),
        ], connected: "CONNECTED", scanning: "QRCODE", down: "CLOSED", key: "wpp-secret-1"
    ) { word, request in
        let isMissing = word == missing
        // What it says of a session that it does not have, and of one that is stopped.
        let word = isMissing ? "CLOSED" : word
        switch request.operation {
        case "GET /healthz": return .json(200, ["uptime": 3600.5, "message": "OK", "timestamp": 1_772_359_200_000])
        case "POST /api/{}/{}/generate-token":
            guard request.path.encoded.hasSuffix("/wpp-secret-1/generate-token") else {
                return .json(400, ["response": false, "message": "The SECRET_KEY is incorrect"])
            }
            return .json(
                201,
                [
                    "status": "success", "session": "NERDWHATS_AMERICA", "token": "session-token-1",
                    "full": "NERDWHATS_AMERICA:session-token-1",
                ])
        case "GET /api/{}/show-all-sessions":
            guard request.path.encoded == "/api/wpp-secret-1/show-all-sessions" else {
                return .json(400, ["response": false, "message": "The token is incorrect"])
            }
            return .json(200, ["response": isMissing ? [] : ["NERDWHATS_AMERICA"]])
        case "POST /api/{}/{}/clear-session-data": return .json(200, ["success": true])
        default: break
        }
        guard request.header("Authorization") == "Bearer session-token-1" else {
            return .json(401, ["error": "Check that the Session and Token are correct"])
        }
        switch request.operation {
        case "GET /api/{}/status-session":
            return word == "CLOSED"
                ? .json(200, ["status": "CLOSED", "qrcode": nil])
                : .json(
                    200,
                    [
                        "status": .string(word),
                        "qrcode": word == "QRCODE" ? .string("data:image/png;base64,\(png)") : nil,
                        "urlcode": word == "QRCODE" ? "2@abc" : "", "version": "2.8.9",
                    ])
        case "GET /api/{}/check-connection-session":
            return word == "CONNECTED"
                ? .json(200, ["status": true, "message": "Connected"])
                : .json(200, ["status": false, "message": "Disconnected"])
        case "POST /api/{}/start-session": return .json(200, ["status": "CLOSED", "qrcode": nil])
        case "POST /api/{}/close-session", "POST /api/{}/logout-session":
            return word == "CLOSED"
                ? .json(500, ["status": false, "message": "Error closing session", "error": [:]])
                : .json(200, ["status": true, "message": "Session successfully closed"])
        default: return .text(404, "<pre>Cannot \(request.method.rawValue)</pre>", type: "text/html")
        }
    }
}
