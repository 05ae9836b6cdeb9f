package import WallTime

/// open-wa/wa-automate v5 (alpha). One process holds one session: the first of the fleet.
package struct WAAutomateDialect: Dialect {
    let apiKey: String?
    package let routes = WAAutomateRoutes.all

    package init(apiKey: String? = nil) {
        self.apiKey = apiKey
    }

    package func session(of call: GatewayCall) -> String? { nil }

    package func refusal(of call: GatewayCall) -> GatewayAnswer? {
        guard let apiKey, call.headers["x-api-key"] != apiKey else { return nil }
        return unauthorized(call)
    }

    package func unauthorized(_ call: GatewayCall) -> GatewayAnswer {
        .json(["success": false, "error": "Unauthorized"], status: 401)
    }

    package func unknownRoute(_ call: GatewayCall) -> GatewayAnswer {
        .text("404 Not Found", status: 404)
    }

    package func internalError(status: Int, _ call: GatewayCall) -> GatewayAnswer {
        .json(["success": false, "error": "Internal Server Error"], status: status)
    }

    /// A secret in a header of the user's choice, for which Denyut has a name; nothing is signed.
    package func webhookHeaders(
        _ event: WebhookEvent, secret: String?, attempt: Int, at now: Timestamp
    ) -> [(name: String, value: String)] {
        secret.map { [("X-Denyut-Secret", $0)] } ?? []
    }

    package func webhookRetryDelay(after attempt: Int, outcome: WebhookOutcome) -> Double? { nil }

    package func webhooks(for news: FleetNotice) -> [WebhookEvent] {
        switch news.notice {
        case .starting, .authenticated, .ready, .disconnected, .failed, .stopped, .loggedOut:
            return [event("session.state.changed", news, ["state": .string(WAAutomateRoutes.word(for: news.session))])]
        case .code(let text, _, _): return [event("session.qr", news, ["qr": .string(text)])]
        case .received(let message, let from, let text):
            let content: JSON = [
                "id": .string(message), "from": .string("\(from)@c.us"), "body": .string(text), "fromMe": false,
            ]
            return [event("message.received", news, ["ctx": context(news), "message": content])]
        case .acknowledged(let message, let level):
            let content: JSON = ["id": .string(message), "fromMe": true, "ack": .count(level)]
            return [event("ack.changed", news, ["ctx": context(news), "message": content])]
        case .sent, .sendFailed, .reconnected, .reconnectFailed: return []
        }
    }

    private func context(_ news: FleetNotice) -> JSON {
        ["sessionId": .string(news.session.id), "ts": .integer(news.at.milliseconds)]
    }

    private func event(_ name: String, _ news: FleetNotice, _ payload: JSON) -> WebhookEvent {
        WebhookEvent([
            "webhookId": "denyut", "sessionId": .string(news.session.id), "event": .string(name), "payload": payload,
            "timestamp": .string(news.at.iso8601),
        ])
    }
}
