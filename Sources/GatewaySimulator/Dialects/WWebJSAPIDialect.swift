package import WallTime

/// wwebjs-api (avoylenko), a thin layer over whatsapp-web.js.
package struct WWebJSAPIDialect: Dialect {
    let apiKey: String?
    package let routes = WWebJSAPIRoutes.all

    package init(apiKey: String? = nil) {
        self.apiKey = apiKey
    }

    package func session(of call: GatewayCall) -> String? { nil }

    package func refusal(of call: GatewayCall) -> GatewayAnswer? {
        guard let apiKey, call.headers["x-api-key"] != apiKey else { return nil }
        return .json(["success": false, "error": "Invalid API key"], status: 403)
    }

    package func unauthorized(_ call: GatewayCall) -> GatewayAnswer {
        // What stands in front of it may say 401; it says 403 itself.
        .json(["success": false, "error": "Invalid API key"], status: 401)
    }

    package func unknownRoute(_ call: GatewayCall) -> GatewayAnswer {
        GatewayAnswer(
            status: 404, contentType: "text/html; charset=utf-8",
            bytes: Array("<!DOCTYPE html><html><body><pre>Cannot \(call.method) the path</pre></body></html>".utf8))
    }

    package func internalError(status: Int, _ call: GatewayCall) -> GatewayAnswer {
        .json(["success": false, "error": "Some server error"], status: status)
    }

    /// The shared key is sent along; nothing is signed, nothing is tried again.
    package func webhookHeaders(
        _ event: WebhookEvent, secret: String?, attempt: Int, at now: Timestamp
    ) -> [(name: String, value: String)] {
        (secret ?? apiKey).map { [("x-api-key", $0)] } ?? []
    }

    package func webhookRetryDelay(after attempt: Int, outcome: WebhookOutcome) -> Double? { nil }

    package func webhooks(for news: FleetNotice) -> [WebhookEvent] {
        func event(_ type: String, _ data: JSON) -> [WebhookEvent] {
            [
                WebhookEvent([
                    "dataType": .string(type), "data": data, "sessionId": .string(news.session.id),
                ])
            ]
        }
        switch news.notice {
        case .code(let text, _, _): return event("qr", ["qr": .string(text)])
        case .authenticated: return event("authenticated", [:])
        case .ready: return event("ready", [:])
        case .disconnected(let reason): return event("disconnected", ["reason": .string(reason)])
        case .failed(let message): return event("status", ["msg": .string(message)])
        case .loggedOut: return event("disconnected", ["reason": "LOGOUT"])
        case .received(let message, let from, let text):
            return event(
                "message",
                [
                    "message": [
                        "id": ["_serialized": .string(message), "fromMe": false], "from": .string("\(from)@c.us"),
                        "body": .string(text), "timestamp": Shapes.seconds(news.at), "ack": 1,
                    ]
                ])
        // Acknowledgements are off unless they are asked for.
        case .starting, .stopped, .reconnected, .reconnectFailed, .sent, .acknowledged, .sendFailed: return []
        }
    }
}
