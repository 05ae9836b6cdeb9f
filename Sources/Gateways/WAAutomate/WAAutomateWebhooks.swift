import SessionHealth
import WallTime

/// open-wa's webhooks: `{webhookId, sessionId, event, payload, timestamp}`.
///
/// One process holds one session and calls it as its own setting says, so the account is that one's whatever the name. Version 5 has
/// the message in `payload.message`, beside a `ctx`, and the events `message.received`, `message.any` and `ack.changed`.
enum WAAutomateWebhooks {
    static func read(_ json: JSON, _ request: WebhookRequest, at now: Timestamp) -> WebhookReading {
        let name = json["event"].string
        let id = json["sessionId"].sessionName
        let payload = json["payload"]
        let at = json["timestamp"].timestamp ?? payload["ctx"]["ts"].timestamp
        var event = WebhookEvent(session: id, at: at, content(name, payload, id: id ?? "", at: now) ?? .unread(name))
        event.isOnlySession = true
        // `webhookId` names the subscription, not the delivery.
        return WebhookReading(isDated: at != nil, events: [event])
    }

    private static func content(
        _ name: String?, _ payload: JSON, id: String, at now: Timestamp
    ) -> WebhookEvent.Content? {
        let message = [payload["message"], payload["ack"]].first { $0.isObject } ?? payload
        switch name {
        case "session.state.changed":
            let word =
                [payload, payload["state"], payload["to"], payload["current"]].compactMap(\.string).first ?? ""
            return .state(
                SessionObservation(
                    id: id, status: WAAutomateShapes.status(word), rawStatus: word,
                    restricted: WhatsAppWebState(word)?.isRestriction ?? false, ending: WhatsAppWebState(word)?.ending))
        case "session.qr", "session.qr.updated":
            let code = [payload, payload["qr"]].compactMap(\.string).first.flatMap { QRCode($0, shownAt: now) }
            return code.map { .qrCode($0, count: nil) }
        case "message.received", "message.any":
            let isOurs = message["fromMe"].bool ?? (message["id"].messageID?.hasPrefix("true_") == true)
            return .message(message["id"], fromMe: isOurs)
        case "message.sent": return .message(message["id"], fromMe: true)
        case "message.ack", "ack.changed":
            guard
                let id = [message["id"], message["messageId"], payload["messageId"]].lazy.compactMap(\.messageID).first,
                let level = message["ack"].acknowledgement ?? payload["ack"].acknowledgement, !message.isReceived,
                !id.hasPrefix("false_")
            else { return nil }
            return .acknowledgement(messages: [id], level)
        default: return nil
        }
    }
}
