import Gateways
import SessionHealth

extension GatewayFixture {
    static let wwebjsAPI = GatewayFixture(
        kind: .wwebjsAPI, session: "f8377d8d",
        words: [
            ("CONNECTED", .connected), ("UNPAIRED", .qrScanning), ("UNPAIRED_IDLE", .qrScanning),
            ("OPENING", .connecting), ("PAIRING", .connecting), ("TIMEOUT", .disconnected),
            ("CONFLICT", .disconnected), ("PROXYBLOCK", .failed), ("TOS_BLOCK", .failed),
            ("SMB_TOS_BLOCK", .failed), ("DEPRECATED_VERSION", .failed),
        ], connected: "CONNECTED", scanning: "UNPAIRED", down: "TIMEOUT", key: "wwebjs-key-1"
    ) { word, request in
        guard request.header("x-api-key") == "wwebjs-key-1" else {
            return .json(403, ["success": false, "error": "Invalid API key"])
        }
        let isMissing = word == missing
        let gone = GatewayResponse.json(200, ["success": false, "state": nil, "message": "session_not_found"])
        switch request.operation {
        case "GET /ping": return .json(200, ["success": true, "message": "pong"])
        case "GET /session/getSessions":
            return .json(200, ["success": true, "result": isMissing ? [] : ["f8377d8d"]])
        case "GET /session/status/{}":
            if isMissing { return gone }
            return word == "CONNECTED"
                ? .json(200, ["success": true, "state": "CONNECTED", "message": "session_connected"])
                : .json(200, ["success": false, "state": .string(word), "message": "session_not_connected"])
        case "GET /session/qr/{}":
            if isMissing { return .json(200, ["success": false, "message": "session_not_found"]) }
            return word.hasPrefix("UNPAIRED")
                ? .json(200, ["success": true, "qr": "2@abc,def,ghi,jkl"])
                : .json(200, ["success": false, "message": "qr code not ready or already scanned"])
        case "GET /session/start/{}":
            return isMissing
                ? .json(200, ["success": true, "message": "Session initiated successfully"])
                : .json(422, ["success": false, "error": "Session already exists for: f8377d8d"])
        case "GET /session/stop/{}": return .json(200, ["success": true, "message": "Session stopped successfully"])
        case "GET /session/restart/{}":
            return isMissing ? gone : .json(200, ["success": true, "message": "Restarted successfully"])
        case "GET /session/terminate/{}":
            return isMissing ? gone : .json(200, ["success": true, "message": "Logged out successfully"])
        default: return .text(404, "<pre>Cannot \(request.method.rawValue)</pre>", type: "text/html")
        }
    }
}
