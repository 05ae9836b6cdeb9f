import SessionHealth
import WallTime

/// The Node service's webhooks: `{event, data: {session_id, …}}`.
enum NodeWebhooks {
    static func read(_ json: JSON, _ request: WebhookRequest, at now: Timestamp) -> WebhookReading {
        let name = json["event"].string
        let data = json["data"]
        // The header's time is signed.
        let time = request.header("X-Timestamp")
        let at = time.flatMap(Int64.init).flatMap { Timestamp(epoch: Double($0)) }
        let id = data["session_id"].sessionName
        let content = content(name, data, id: id ?? "", at: at) ?? .unread(name)
        return WebhookReading(
            nonce: time, sentAt: at,
            events: [WebhookEvent(session: id, phone: data["phone_number"].text.flatMap(phoneDigits), at: at, content)])
    }

    private static func content(_ name: String?, _ data: JSON, id: String, at: Timestamp?) -> WebhookEvent.Content? {
        func state(_ status: SessionStatus, detail: String? = nil) -> WebhookEvent.Content {
            .state(
                SessionObservation(
                    id: id, status: status, rawStatus: data["status"].string ?? name ?? "",
                    phone: data["phone_number"].text, ending: detail.flatMap { SessionEnding(reason: $0) }, since: at,
                    detail: detail))
        }
        switch name {
        case "session_authenticated": return state(.connecting)
        case "session_ready", "session_reconnected": return state(.connected)
        case "session_disconnected": return state(.disconnected, detail: data["reason"].string)
        case "session_reconnect_failed", "session_error":
            return state(.failed, detail: data["message"].string ?? data["error"].string ?? name)
        case "qr_code_generated":
            let lifetime = data["expires_in"].seconds ?? NodeShapes.qrLifetime
            let code = data["qr_code"].string.flatMap {
                QRCode($0, generatedAt: at, expiresAt: at.map { $0 + min(lifetime, .minutes(5)) })
            }
            return code.map { .qrCode($0, count: data["qr_count"].count) }
        case "message_received": return .message(message(data), fromMe: false)
        case "message_sent": return .message(message(data), fromMe: true)
        case "message_status_updated":
            // Its label is one step off the level in the earlier service, so only the level is read.
            return acknowledgement(of: data, data["ack_level"].acknowledgement)
        case "message_delivered": return acknowledgement(of: data, .device)
        case "message_read": return acknowledgement(of: data, .read)
        default: return nil
        }
    }

    private static func acknowledgement(of data: JSON, _ level: Acknowledgement?) -> WebhookEvent.Content? {
        guard let level, let id = message(data).messageID, !data.isReceived, !id.hasPrefix("false_") else { return nil }
        return .acknowledgement(messages: [id], level)
    }

    private static func message(_ data: JSON) -> JSON {
        [data["message_id"], data["message"]["id"], data["id"]].first { !$0.isNull } ?? .null
    }
}
