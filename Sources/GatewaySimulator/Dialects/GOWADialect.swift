package import WallTime

/// GOWA (go-whatsapp-web-multidevice). A session is a device there.
package struct GOWADialect: Dialect {
    /// `user:password`, as HTTP Basic has them.
    let credentials: String?
    package let routes = GOWARoutes.all

    package init(credentials: String? = nil) {
        self.credentials = credentials
    }

    package func session(of call: GatewayCall) -> String? {
        call.headers["x-device-id"] ?? call.query["device_id"] ?? call.json["device_id"]?.text
    }

    package func refusal(of call: GatewayCall) -> GatewayAnswer? {
        guard let credentials else { return nil }
        let expected = "Basic " + Shapes.toBase64(Array(credentials.utf8))
        return call.headers["authorization"] == expected ? nil : unauthorized(call)
    }

    package func unauthorized(_ call: GatewayCall) -> GatewayAnswer {
        var answer = GatewayAnswer.text("Unauthorized", status: 401)
        answer.headers.append(("WWW-Authenticate", #"Basic realm="Restricted""#))
        return answer
    }

    package func unknownRoute(_ call: GatewayCall) -> GatewayAnswer {
        .text("Cannot \(call.method) \(call.path)", status: 404)
    }

    package func internalError(status: Int, _ call: GatewayCall) -> GatewayAnswer {
        GOWARoutes.problem("INTERNAL_SERVER_ERROR", "internal server error", status: status)
    }

    package func webhookHeaders(
        _ event: WebhookEvent, secret: String?, attempt: Int, at now: Timestamp
    ) -> [(name: String, value: String)] {
        // Its own default is the word "secret".
        [("X-Hub-Signature-256", "sha256=" + Signatures.sha256(event.body, key: secret ?? "secret"))]
    }

    /// Five tries, 1 s doubled.
    package func webhookRetryDelay(after attempt: Int, outcome: WebhookOutcome) -> Double? {
        outcome == .delivered || attempt >= 5 ? nil : Double(1 << (attempt - 1))
    }

    /// Messages and their receipts; nothing is ever told of the connection.
    package func webhooks(for news: FleetNotice) -> [WebhookEvent] {
        let device = JSON.string("\(news.session.phone)@s.whatsapp.net")
        switch news.notice {
        case .received(let message, let from, let text):
            let payload: JSON = [
                "id": .string(message), "from": .string("\(from)@s.whatsapp.net"),
                "chat_id": .string("\(from)@s.whatsapp.net"), "body": .string(text), "is_from_me": false,
                "timestamp": .string(news.at.iso8601),
            ]
            return [
                WebhookEvent([
                    "event": "message", "device_id": device, "session_id": .string(news.session.id), "payload": payload,
                ])
            ]
        case .acknowledged(let message, let level) where level == 2 || level == 3:
            let payload: JSON = [
                "ids": [.string(message)], "chat_id": .string(EvolutionShapes.jid(of: message)),
                "from": .string(EvolutionShapes.jid(of: message)),
                "receipt_type": level == 2 ? "delivered" : "read",
            ]
            return [
                WebhookEvent([
                    "event": "message.ack", "device_id": device, "session_id": .string(news.session.id),
                    "payload": payload,
                    "timestamp": .string(news.at.iso8601),
                ])
            ]
        default: return []
        }
    }
}
