package import WallTime

/// Evolution API v2.
package struct EvolutionDialect: Dialect {
    let apiKey: String?
    package let routes = EvolutionRoutes.all

    package init(apiKey: String? = nil) {
        self.apiKey = apiKey
    }

    package func session(of call: GatewayCall) -> String? {
        call.json["instanceName"]?.text ?? call.query["instanceName"]
    }

    package func refusal(of call: GatewayCall) -> GatewayAnswer? {
        guard let apiKey else { return nil }
        let key = call.headers["apikey"]
        // An instance's own token opens the calls about that instance.
        if let id = call.parameters["id"], key == Shapes.token(for: id) { return nil }
        return key == apiKey ? nil : unauthorized(call)
    }

    package func unauthorized(_ call: GatewayCall) -> GatewayAnswer {
        EvolutionShapes.problem(401, "Unauthorized", "Unauthorized")
    }

    package func unknownRoute(_ call: GatewayCall) -> GatewayAnswer {
        EvolutionShapes.problem(404, "Not Found", "Cannot \(call.method) \(call.path)")
    }

    package func internalError(status: Int, _ call: GatewayCall) -> GatewayAnswer {
        EvolutionShapes.problem(status, "Internal Server Error", "Internal server error")
    }

    /// No signature: with a `jwt_key` among the webhook's headers a token that says who sends, and nothing of what.
    package func webhookHeaders(
        _ event: WebhookEvent, secret: String?, attempt: Int, at now: Timestamp
    ) -> [(name: String, value: String)] {
        guard let secret else { return [] }
        let claims: JSON = [
            "iat": .integer(now.seconds), "exp": .integer(now.seconds + 600), "app": "evolution", "action": "webhook",
        ]
        return [("Authorization", "Bearer " + Signatures.token(claims, key: secret))]
    }

    /// Ten tries, 5 s doubled up to 300 s, and none after an answer that no repetition can change.
    package func webhookRetryDelay(after attempt: Int, outcome: WebhookOutcome) -> Double? {
        switch outcome {
        case .delivered, .refused(status: 400), .refused(status: 401), .refused(status: 403), .refused(status: 404),
            .refused(status: 422):
            nil
        case .refused, .unreachable: attempt >= 10 ? nil : min(300, 5 * Double(1 << (attempt - 1)))
        }
    }

    package func webhooks(for news: FleetNotice) -> [WebhookEvent] {
        let session = news.session
        switch news.notice {
        case .starting, .authenticated, .ready: return [connection(news, reason: 200)]
        case .code(let text, let count, _):
            let code: JSON = [
                "instance": .string(session.id), "pairingCode": nil, "code": .string(text),
                "base64": .string(QRCode.dataURL(of: text)), "count": .count(count),
            ]
            return [event("qrcode.updated", news, ["qrcode": code])]
        case .disconnected(let reason), .failed(let reason):
            let code = Shapes.code(of: reason)
            // What it reconnects by itself it tells as "connecting", without the reason.
            guard EvolutionShapes.written.contains(code) else {
                return [
                    event(
                        "connection.update", news,
                        ["instance": .string(session.id), "state": "connecting", "statusReason": 200])
                ]
            }
            let closed = event(
                "status.instance", news,
                [
                    "instance": .string(session.id), "status": "closed", "disconnectionReasonCode": .count(code),
                    "disconnectionAt": .string(news.at.iso8601),
                ])
            return [connection(news, reason: code), closed]
        case .stopped: return []
        case .loggedOut:
            return [event("logout.instance", news, ["instance": .string(session.id)]), connection(news, reason: 401)]
        case .received(let message, let from, let text):
            return [
                event(
                    "messages.upsert", news, EvolutionShapes.message(message, with: from, text, fromMe: false, news.at))
            ]
        case .sent(let message, let to, let text):
            return [
                event("send.message", news, EvolutionShapes.message(message, with: to, text, fromMe: true, news.at))
            ]
        case .acknowledged(let message, let level):
            let words = ["ERROR", "PENDING", "SERVER_ACK", "DELIVERY_ACK", "READ", "PLAYED"]
            let data: JSON = [
                "keyId": .string(EvolutionShapes.key(of: message)),
                "remoteJid": .string(EvolutionShapes.jid(of: message)), "fromMe": true,
                "status": .string(words.indices.contains(level + 1) ? words[level + 1] : "ERROR"),
                "instanceId": .string(Shapes.uuid(for: session.id)), "messageId": .string(Shapes.uuid(for: message)),
            ]
            return [event("messages.update", news, data)]
        case .reconnected, .reconnectFailed, .sendFailed: return []
        }
    }

    private func connection(_ news: FleetNotice, reason: Int) -> WebhookEvent {
        let state = EvolutionShapes.word(for: news.session)
        var data: JSON = [
            "instance": .string(news.session.id), "state": .string(state), "statusReason": .count(reason),
        ]
        if state == "open" {
            data = data.setting("wuid", to: .string("\(news.session.phone)@s.whatsapp.net"))
        }
        return event("connection.update", news, data)
    }

    private func event(_ name: String, _ news: FleetNotice, _ data: JSON) -> WebhookEvent {
        WebhookEvent([
            "event": .string(name), "instance": .string(news.session.id), "data": data, "destination": "",
            // As its own image writes it: the local time of São Paulo with a Z behind it (evolution-api#765).
            "date_time": .string((news.at - .hours(3)).iso8601),
            "sender": .string("\(news.session.phone)@s.whatsapp.net"),
            "server_url": "http://localhost:8080", "apikey": .string(Shapes.token(for: news.session.id)),
        ])
    }
}
