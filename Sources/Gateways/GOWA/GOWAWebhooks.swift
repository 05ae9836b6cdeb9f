import SessionHealth
import WallTime

/// GOWA's webhooks: `{event, device_id, payload}`. They tell of messages only, and name the account by its number.
enum GOWAWebhooks {
    static func read(_ json: JSON, _ request: WebhookRequest) -> (key: String?, events: [WebhookEvent]) {
        let name = json["event"].string
        let payload = json["payload"]
        let device = json["device_id"].string ?? ""
        // An identifier of WhatsApp's, not the name of the device's slot.
        let phone = device.contains("@") ? phoneDigits(device) : nil
        return (
            nil,
            [
                WebhookEvent(
                    session: phone == nil ? json["device_id"].sessionName : nil, phone: phone,
                    at: json["timestamp"].timestamp ?? payload["timestamp"].timestamp,
                    content(name, payload) ?? .unread(name))
            ]
        )
    }

    private static func content(_ name: String?, _ payload: JSON) -> WebhookEvent.Content? {
        switch name {
        case "message": return .message(payload["id"], fromMe: payload["is_from_me"].bool ?? false)
        case "message.ack":
            let messages = payload["ids"].oneOrMany.compactMap(\.messageID)
            guard !messages.isEmpty, let level = payload["receipt_type"].acknowledgement else { return nil }
            return .acknowledgement(messages: messages, level)
        default: return nil
        }
    }
}
