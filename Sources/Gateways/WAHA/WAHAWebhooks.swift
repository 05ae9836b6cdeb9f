import SessionHealth
import WallTime

/// WAHA's webhooks: `{id, timestamp, session, event, me, payload}`.
enum WAHAWebhooks {
    static func read(_ json: JSON, _ request: WebhookRequest) -> (key: String?, events: [WebhookEvent]) {
        let name = json["event"].string
        let id = json["session"].sessionName
        let phone = json["me"]["id"].string.flatMap(phoneDigits)
        let content = content(name, json["payload"], id: id ?? "", phone: phone) ?? .unread(name)
        return (
            json["id"].string, [WebhookEvent(session: id, phone: phone, at: json["timestamp"].timestamp, content)]
        )
    }

    private static func content(
        _ name: String?, _ payload: JSON, id: String, phone: String?
    ) -> WebhookEvent.Content? {
        switch name {
        case "session.status":
            let word = payload["status"].string ?? ""
            return .state(
                SessionObservation(
                    id: id, status: WAHAShapes.status(word), rawStatus: word, phone: phone,
                    since: payload["statuses"].array?.last?["timestamp"].timestamp, showsQR: word == "SCAN_QR_CODE",
                    needsPerson: word.hasPrefix("PASSKEY")))
        case "message", "message.any": return .message(payload["id"], fromMe: payload["fromMe"].bool ?? false)
        case "message.ack", "message.ack.group":
            guard payload["fromMe"].bool != false, let message = payload["id"].messageID,
                let level = payload["ack"].acknowledgement
            else { return nil }
            return .acknowledgement(messages: [message], level)
        default: return nil
        }
    }
}
