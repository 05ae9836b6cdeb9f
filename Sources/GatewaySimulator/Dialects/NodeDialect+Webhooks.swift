import WallTime

extension NodeDialect {
    package func webhooks(for news: FleetNotice) -> [WebhookEvent] {
        let isLater = variant == .parameter
        switch news.notice {
        case .starting, .stopped, .loggedOut, .sendFailed: return []
        case .code(let text, let count, let isRegeneration):
            return event("qr_code_generated", news) {
                [
                    "qr_code": .string(QRCode.dataURL(of: text)), "expires_in": isLater ? 60 : 300,
                    "qr_count": .count(count), "is_regeneration": .bool(isRegeneration),
                ]
            }
        case .authenticated: return event("session_authenticated", news) { ["status": "authenticated"] }
        case .ready:
            return event("session_ready", news) {
                ["phone_number": .string(news.session.phone), "status": "connected"]
            }
        case .disconnected(let reason): return event("session_disconnected", news) { ["reason": .string(reason)] }
        case .failed(let message):
            guard isLater else { return [] }
            return event("session_error", news) { ["error": "error", "message": .string(message)] }
        case .reconnected: return event("session_reconnected", news) { [:] }
        case .reconnectFailed(let tries):
            return event("session_reconnect_failed", news) { ["max_retries": .count(tries)] }
        case .received(let message, let from, let text):
            return event("message_received", news) {
                [
                    "message": [
                        "id": .string(message), "from": .string("\(from)@c.us"),
                        "to": .string("\(news.session.phone)@c.us"), "body": .string(text), "type": "chat",
                        "timestamp": .integer(news.at.seconds), "from_me": false,
                    ]
                ]
            }
        case .sent(let message, let to, let text):
            return event("message_sent", news) {
                [
                    "message": [
                        "id": .string(message), "from": .string("\(news.session.phone)@c.us"),
                        "to": .string("\(to)@c.us"), "body": .string(text), "type": "chat",
                        "timestamp": .integer(news.at.seconds), "from_me": true,
                    ]
                ]
            }
        case .acknowledged(let message, let level):
            return event("message_status_updated", news) {
                [
                    "message_id": .string(message), "status": .string(Self.label(of: level, isLater: isLater)),
                    "ack_level": .count(level),
                ]
            }
        }
    }

    /// The earlier version labels levels one too low; `ack_level` is right in both.
    private static func label(of level: Int, isLater: Bool) -> String {
        let labels = ["pending", "sent", "delivered", "read", "played"]
        let place = isLater ? level : level - 1
        return labels.indices.contains(place) ? labels[place] : "unknown"
    }

    private func event(_ name: String, _ news: FleetNotice, _ data: () -> JSON) -> [WebhookEvent] {
        var content: [JSONMember] = [
            JSONMember("workspace_id", .count(news.session.workspace)),
            JSONMember("session_id", .string(news.session.id)),
            JSONMember("account_id", .count(news.session.account)),
        ]
        content += data().members ?? []
        content.append(JSONMember("timestamp", .string(news.at.iso8601)))
        return [WebhookEvent(["event": .string(name), "data": .object(content)])]
    }
}
