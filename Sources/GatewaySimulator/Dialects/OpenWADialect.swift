package import WallTime

/// OpenWA (rmyndharis/OpenWA).
package struct OpenWADialect: Dialect {
    let apiKey: String?
    package let routes = OpenWARoutes.all

    package init(apiKey: String? = nil) {
        self.apiKey = apiKey
    }

    package func session(of call: GatewayCall) -> String? { nil }

    package func refusal(of call: GatewayCall) -> GatewayAnswer? {
        guard let apiKey, call.headers["x-api-key"] != apiKey else { return nil }
        return unauthorized(call)
    }

    package func unauthorized(_ call: GatewayCall) -> GatewayAnswer {
        Shapes.nest(401, "Invalid API key", error: "Unauthorized")
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
        let plain = [
            ("X-OpenWA-Idempotency-Key", event.id), ("X-OpenWA-Delivery-Id", Shapes.uuid(for: event.id)),
            ("X-OpenWA-Retry-Count", String(attempt - 1)),
        ]
        guard let secret else { return plain }
        return plain + [("X-OpenWA-Signature", "sha256=" + Signatures.sha256(event.body, key: secret))]
    }

    /// Three tries more, 5 s doubled.
    package func webhookRetryDelay(after attempt: Int, outcome: WebhookOutcome) -> Double? {
        outcome == .delivered || attempt > 3 ? nil : 5 * Double(1 << (attempt - 1))
    }

    package func webhooks(for news: FleetNotice) -> [WebhookEvent] {
        let session = news.session
        let word = OpenWARoutes.word(for: session)
        switch news.notice {
        // It gives no reason for a stop.
        case .starting, .stopped: return [event("session.status", news, ["status": .string(word)])]
        case .ready:
            return [event("session.status", news, ["status": .string(word), "phone": .string(session.phone)])]
        case .authenticated: return [event("session.authenticated", news, ["phone": .string(session.phone)])]
        case .code(let text, _, _):
            return [
                event("session.status", news, ["status": .string(word)]),
                event("session.qr", news, ["qrCode": .string(QRCode.dataURL(of: text))]),
            ]
        case .disconnected(let reason):
            let told = event("session.disconnected", news, ["reason": .string(reason)])
            guard reason == "TOS_BLOCK" else { return [told] }
            let restriction: JSON = ["kind": "banned", "code": 403, "expiresAt": nil]
            return [told, event("session.restriction", news, ["restriction": restriction])]
        case .failed(let message):
            return [event("session.status", news, ["status": .string(word), "lastError": .string(message)])]
        case .loggedOut: return [event("session.disconnected", news, ["reason": "LOGOUT"])]
        case .reconnectFailed(let tries):
            return [event("session.reconnect_loop", news, ["attempts": .count(tries)])]
        case .received(let message, let from, let text):
            return [
                event(
                    "message.received", news,
                    ["id": .string(message), "from": .string("\(from)@c.us"), "body": .string(text)])
            ]
        case .sent(let message, let to, _):
            return [event("message.sent", news, ["id": .string(message), "to": .string("\(to)@c.us")])]
        case .acknowledged(let message, let level):
            return [event("message.ack", news, ["id": .string(message), "ack": .count(level)])]
        case .sendFailed(let message, _, let error):
            return [event("message.failed", news, ["id": .string(message), "error": .string(error)])]
        case .reconnected: return []
        }
    }

    private func event(_ name: String, _ news: FleetNotice, _ data: JSON) -> WebhookEvent {
        let id = Shapes.uuid(for: "\(name) \(news.session.id) \(news.at.milliseconds) \(data.rendered)")
        return WebhookEvent(
            [
                "event": .string(name), "timestamp": .string(news.at.iso8601), "sessionId": .string(news.session.id),
                "idempotencyKey": .string(id), "data": data,
            ], id: id)
    }
}
