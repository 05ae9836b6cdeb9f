package import WallTime

/// WAHA, the most complete of the gateways (engine WEBJS).
package struct WAHADialect: Dialect {
    static let version = "2026.7.1"

    let apiKey: String?
    package let routes = WAHARoutes.all

    package init(apiKey: String? = nil) {
        self.apiKey = apiKey
    }

    package func session(of call: GatewayCall) -> String? {
        call.json["session"]?.text ?? call.query["session"]
    }

    package func refusal(of call: GatewayCall) -> GatewayAnswer? {
        guard let apiKey, call.headers["x-api-key"] != apiKey else { return nil }
        return unauthorized(call)
    }

    package func unauthorized(_ call: GatewayCall) -> GatewayAnswer {
        Shapes.nest(401, "Unauthorized")
    }

    package func unknownRoute(_ call: GatewayCall) -> GatewayAnswer {
        Shapes.nest(404, "Cannot \(call.method) \(call.path)", error: "Not Found")
    }

    package func internalError(status: Int, _ call: GatewayCall) -> GatewayAnswer {
        Shapes.nest(status, "Internal server error")
    }

    package func webhookHeaders(
        _ event: WebhookEvent, secret: String?, attempt: Int, at now: Timestamp
    ) -> [(name: String, value: String)] {
        let plain = [("X-Webhook-Request-Id", event.id), ("X-Webhook-Timestamp", String(now.milliseconds))]
        guard let secret else { return plain }
        return plain + [
            ("X-Webhook-Hmac", Signatures.sha512(event.body, key: secret)), ("X-Webhook-Hmac-Algorithm", "sha512"),
        ]
    }

    /// The default policy: constant, 2 s, 15 tries.
    package func webhookRetryDelay(after attempt: Int, outcome: WebhookOutcome) -> Double? {
        outcome == .delivered || attempt >= 15 ? nil : 2
    }

    package func webhooks(for news: FleetNotice) -> [WebhookEvent] {
        let session = news.session
        let me: JSON = ["id": .string("\(session.phone)@c.us"), "pushName": .string(session.label)]
        switch news.notice {
        case .starting, .code, .ready, .disconnected, .failed, .stopped, .loggedOut:
            let word = WAHAShapes.word(for: session)
            let state = event("session.status", news) {
                [
                    "name": .string(session.id), "status": .string(word),
                    "statuses": [["status": .string(word), "timestamp": .integer(news.at.milliseconds)]], "data": nil,
                ]
            }
            // The engine's own state: WhatsApp Web's word, where it has one for what happened.
            guard let reason = session.reason, ["CONFLICT", "TOS_BLOCK", "DEPRECATED_VERSION"].contains(reason) else {
                return state
            }
            return state + event("state.change", news) { ["state": .string(reason)] }
        case .received(let message, let from, let text):
            return event("message", news) {
                [
                    "id": .string(message), "timestamp": Shapes.seconds(news.at), "from": .string("\(from)@c.us"),
                    "fromMe": false, "to": me["id"] ?? nil, "body": .string(text), "hasMedia": false, "ack": 1,
                    "ackName": "SERVER",
                ]
            }
        case .sent(let message, let to, let text):
            return event("message.any", news) {
                WAHAShapes.sent(message, to: to, text, from: session, at: news.at)
            }
        case .acknowledged(let message, let level):
            return event("message.ack", news) {
                [
                    "id": .string(message), "from": me["id"] ?? nil,
                    "to": .string(String(message.split(separator: "_")[1])),
                    "participant": nil, "fromMe": true, "ack": .count(level),
                    "ackName": .string(Shapes.acknowledgement(level)),
                ]
            }
        case .authenticated, .reconnected, .reconnectFailed, .sendFailed: return []
        }
    }

    private func event(_ name: String, _ news: FleetNotice, _ payload: () -> JSON) -> [WebhookEvent] {
        let payload = payload()
        let id = "evt_" + Shapes.token(for: "\(news.at.milliseconds) \(payload.rendered)", length: 26).lowercased()
        let json = JSON.defined([
            "id": .string(id), "timestamp": .integer(news.at.milliseconds), "session": .string(news.session.id),
            "metadata": [:], "me": WAHAShapes.me(news.session), "event": .string(name), "payload": payload,
            "engine": "WEBJS", "environment": WAHAShapes.environment,
        ])
        return [WebhookEvent(json, id: id)]
    }
}
