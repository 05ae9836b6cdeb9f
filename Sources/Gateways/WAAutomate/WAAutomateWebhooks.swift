import SessionHealth
import WallTime

/// open-wa's webhooks: `{webhookId, sessionId, event, payload, timestamp}`.
enum WAAutomateWebhooks {
    static func read(_ json: JSON, _ request: WebhookRequest) -> (key: String?, events: [WebhookEvent]) {
        let name = json["event"].string
        let id = json["sessionId"].sessionName
        let event = WebhookEvent(
            session: id, at: json["timestamp"].timestamp,
            content(name, json["payload"], id: id ?? "") ?? .unread(name))
        // `webhookId` names the subscription, not the delivery.
        return (nil, [event])
    }

    private static func content(_ name: String?, _ payload: JSON, id: String) -> WebhookEvent.Content? {
        switch name {
        case "session.state.changed":
            let word =
                [payload, payload["state"], payload["to"], payload["current"]].compactMap(\.string).first ?? ""
            return .state(
                SessionObservation(
                    id: id, status: WAAutomateShapes.status(word), rawStatus: word,
                    restricted: WhatsAppWebState(word)?.isRestriction ?? false, ending: WhatsAppWebState(word)?.ending))
        case "session.qr", "session.qr.updated":
            let code = [payload, payload["qr"]].compactMap(\.string).first.flatMap { QRCode($0) }
            return code.map { .qrCode($0, count: nil) }
        case "message.received": return .message(payload["id"], fromMe: payload["fromMe"].bool ?? false)
        case "message.sent": return .message(payload["id"], fromMe: true)
        case "message.ack":
            guard let message = payload["id"].messageID, let level = payload["ack"].acknowledgement else { return nil }
            return .acknowledgement(messages: [message], level)
        default: return nil
        }
    }
}
