import SessionHealth
import WallTime

/// OpenWA's webhooks: `{event, timestamp, sessionId, idempotencyKey, deliveryId, data}`.
///
/// The signature covers the body alone, so repetitions are known by the body: the headers with the same words are anybody's, and
/// its own key can be the same for two messages ("msg_…_unknown").
enum OpenWAWebhooks {
    static func read(_ json: JSON, _ request: WebhookRequest, at now: Timestamp) -> WebhookReading {
        let name = json["event"].string
        let id = json["sessionId"].sessionName
        let data = json["data"]
        let at = json["timestamp"].timestamp
        let event = WebhookEvent(
            session: id, phone: data["phone"].text.flatMap(phoneDigits), at: at,
            content(name, data, id: id ?? "", at: at) ?? .unread(name))
        let isDated = at != nil || json["deliveryId"].string != nil || json["idempotencyKey"].string != nil
        return WebhookReading(sentAt: at, isDated: isDated, events: [event])
    }

    private static func content(_ name: String?, _ data: JSON, id: String, at: Timestamp?) -> WebhookEvent.Content? {
        func state(
            _ status: SessionStatus, _ word: String?, ending: SessionEnding? = nil, restricted: Bool = false,
            detail: String? = nil
        ) -> WebhookEvent.Content {
            .state(
                SessionObservation(
                    id: id, status: status, rawStatus: word ?? name ?? "", phone: data["phone"].text,
                    restricted: restricted, ending: ending, since: at, showsQR: word.map { $0 == "qr_ready" },
                    needsPerson: word == "action_required", detail: detail))
        }
        switch name {
        case "session.status":
            let (word, reason) = (data["status"].string, data["reason"].string ?? data["lastError"].string)
            return state(
                OpenWAShapes.status(word), word, ending: OpenWAShapes.ending(word, reason: reason), detail: reason)
        case "session.authenticated": return state(.connecting, nil)
        case "session.disconnected":
            let reason = data["reason"].string
            return state(.disconnected, nil, ending: reason.flatMap { SessionEnding(reason: $0) }, detail: reason)
        case "session.restriction":
            let restriction = data["restriction"].isObject ? data["restriction"] : data
            let kind = restriction["kind"].string
            // It says nothing of whether the session is connected.
            return state(
                .unknown, nil, ending: SessionEnding(code: restriction["code"].int, reason: kind), restricted: true,
                detail: kind)
        case "session.reconnect_loop": return .reconnectLoop(attempts: data["attempts"].count)
        case "session.qr":
            let code = [data["qrCode"].string, data["qr"].string].lazy.compactMap { value in
                value.flatMap { QRCode($0, generatedAt: at, expiresAt: at.map { $0 + .seconds(20) }) }
            }
            return code.first.map { .qrCode($0, count: nil) }
        case "message.received": return .message(data["id"], fromMe: false)
        case "message.sent": return .message(data["id"], fromMe: true)
        case "message.ack":
            let level = data["ack"].acknowledgement ?? data["status"].acknowledgement
            guard let message = (data["id"].messageID ?? data["messageId"].messageID), let level, !data.isReceived
            else {
                return nil
            }
            return .acknowledgement(messages: [message], level)
        case "message.failed":
            let error = data["error"].string ?? data["reason"].string ?? "the gateway gave no reason"
            return .failure(
                message: data["id"].messageID ?? data["messageId"].messageID, error: printable(error, limit: 500))
        default: return nil
        }
    }
}
