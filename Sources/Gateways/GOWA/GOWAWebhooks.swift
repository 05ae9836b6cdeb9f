import SessionHealth
import WallTime

/// GOWA's webhooks: `{event, device_id, session_id, payload}`. They tell of messages only. Since version 9 `session_id` names the
/// device's slot (gowa#578); before, the account is known by its number alone.
enum GOWAWebhooks {
    static func read(_ json: JSON, _ request: WebhookRequest, at now: Timestamp) -> WebhookReading {
        let name = json["event"].string
        let payload = json["payload"]
        let device = json["device_id"].string ?? ""
        // An identifier of WhatsApp's, not the name of the device's slot.
        let isIdentifier = device.contains("@")
        let slot = json["session_id"].sessionName ?? (isIdentifier ? nil : json["device_id"].sessionName)
        // The message's own time is WhatsApp's.
        let at = payload["timestamp"].timestamp ?? json["timestamp"].timestamp
        return WebhookReading(
            isDated: at != nil,
            events: [
                WebhookEvent(
                    session: slot, phone: isIdentifier ? phoneDigits(device) : nil, at: at,
                    content(name, payload) ?? .unread(name))
            ])
    }

    private static func content(_ name: String?, _ payload: JSON) -> WebhookEvent.Content? {
        switch name {
        case "message": return .message(payload["id"], fromMe: payload["is_from_me"].bool ?? false)
        case "message.ack":
            // Delivered and read by its recipient. `read-self` and `played-self` are of messages that we received.
            let messages = payload["ids"].oneOrMany.compactMap(\.messageID)
            guard !messages.isEmpty, let level = payload["receipt_type"].acknowledgement else { return nil }
            return .acknowledgement(messages: messages, level)
        default: return nil
        }
    }
}
