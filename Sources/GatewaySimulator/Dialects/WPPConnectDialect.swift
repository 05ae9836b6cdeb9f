package import WallTime

/// WPPConnect server. A token for each session, made with a secret key that stands in the path of two calls.
package struct WPPConnectDialect: Dialect {
    let secretKey: String
    package let routes: [Route]

    /// - Parameter secretKey: the server's own default where none is given.
    package init(secretKey: String? = nil) {
        let secretKey = secretKey ?? "THISISMYSECURETOKEN"
        self.secretKey = secretKey
        routes = WPPConnectRoutes.all(secretKey: secretKey)
    }

    package func session(of call: GatewayCall) -> String? { nil }

    package func refusal(of call: GatewayCall) -> GatewayAnswer? {
        guard let header = call.headers["authorization"] else {
            return .json(["message": "Token is not present. Check your header and try again"], status: 401)
        }
        let token = header.hasPrefix("Bearer ") ? String(header.dropFirst(7)) : header
        return token == Self.token(for: call.parameter("id"), secretKey: secretKey) ? nil : unauthorized(call)
    }

    /// A token looks like the bcrypt hash that it is in the server.
    static func token(for session: String, secretKey: String) -> String {
        let hash = Signatures.sha256(Array((session + secretKey).utf8), key: "wppconnect")
        return "$2b$10$" + hash.prefix(53)
    }

    package func unauthorized(_ call: GatewayCall) -> GatewayAnswer {
        .json(["error": "Check that the Session and Token are correct"], status: 401)
    }

    package func unknownRoute(_ call: GatewayCall) -> GatewayAnswer {
        // Express by itself.
        GatewayAnswer(
            status: 404, contentType: "text/html; charset=utf-8",
            bytes: Array("<!DOCTYPE html><html><body><pre>Cannot \(call.method) the path</pre></body></html>".utf8))
    }

    package func internalError(status: Int, _ call: GatewayCall) -> GatewayAnswer {
        .json(["status": "error", "message": "Internal server error"], status: status)
    }

    /// Neither a signature nor a second try.
    package func webhookHeaders(
        _ event: WebhookEvent, secret: String?, attempt: Int, at now: Timestamp
    ) -> [(name: String, value: String)] { [] }

    package func webhookRetryDelay(after attempt: Int, outcome: WebhookOutcome) -> Double? { nil }

    package func webhooks(for news: FleetNotice) -> [WebhookEvent] {
        let session = news.session
        func event(_ name: String, _ members: KeyValuePairs<String, JSON?>) -> [WebhookEvent] {
            guard case .object(let rest) = JSON.defined(members) else { return [] }
            return [
                WebhookEvent(
                    .object([JSONMember("event", .string(name)), JSONMember("session", .string(session.id))] + rest))
            ]
        }
        switch news.notice {
        case .starting: return event("status-find", ["status": session.hasLogin ? "inChat" : "notLogged"])
        case .code(let text, _, _):
            return event("qrcode", ["qrcode": .string(QRCode.base64PNG(of: text)), "urlcode": .string(text)])
        case .authenticated: return event("status-find", ["status": "qrReadSuccess"])
        case .ready: return event("status-find", ["status": "isLogged"])
        case .disconnected(let reason):
            let found = event("status-find", ["status": reason == "LOGOUT" ? "desconnectedMobile" : "browserClose"])
            guard ["CONFLICT", "TOS_BLOCK", "DEPRECATED_VERSION"].contains(reason) else {
                return reason == "LOGOUT" ? found + event("logoutsession", ["message": "Session logged out"]) : found
            }
            return found + event("onstatechanged", ["state": .string(reason)])
        case .failed: return event("status-find", ["status": "qrReadFail"])
        case .stopped: return event("closesession", ["message": "Session closed"])
        case .loggedOut: return event("logoutsession", ["message": "Session logged out"])
        case .received(let message, let from, let text):
            return event(
                "onmessage",
                [
                    "id": .string(message), "from": .string("\(from)@c.us"), "body": .string(text), "type": "chat",
                    "t": Shapes.seconds(news.at), "fromMe": false,
                ])
        case .acknowledged(let message, let level):
            return event("onack", ["id": ["_serialized": .string(message), "fromMe": true], "ack": .count(level)])
        case .sent, .sendFailed, .reconnected, .reconnectFailed: return []
        }
    }
}
