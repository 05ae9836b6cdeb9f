import SessionHealth
import WallTime

/// wwebjs-api's webhooks: `{dataType, data, sessionId}`.
enum WWebJSAPIWebhooks {
    static func read(_ json: JSON, _ request: WebhookRequest, at now: Timestamp) -> WebhookReading {
        let name = json["dataType"].string
        let id = json["sessionId"].sessionName
        let data = json["data"]
        let content = content(name, data, id: id ?? "", at: now) ?? .unread(name)
        // An acknowledgement comes later than its message, and has no time.
        let at = if case .message = content { data["message"]["timestamp"].timestamp } else { nil as Timestamp? }
        return WebhookReading(
            isDated: at != nil || data["message"]["id"].messageID != nil,
            events: [WebhookEvent(session: id, at: at, content)])
    }

    private static func content(_ name: String?, _ data: JSON, id: String, at now: Timestamp) -> WebhookEvent.Content? {
        func state(
            _ status: SessionStatus, _ word: String? = nil, ending: SessionEnding? = nil, detail: String? = nil
        ) -> WebhookEvent.Content {
            .state(
                SessionObservation(
                    id: id, status: status, rawStatus: word ?? name ?? "", ending: ending, detail: detail)
            )
        }
        switch name {
        case "ready": return state(.connected)
        case "authenticated", "loading_screen": return state(.connecting)
        case "change_state":
            let word = data["state"].string ?? ""
            return state(WhatsAppWebState(word)?.status ?? .unknown, word, ending: WhatsAppWebState(word)?.ending)
        case "disconnected":
            let reason = data["reason"].string
            return state(.disconnected, reason, ending: reason.flatMap { SessionEnding(reason: $0) }, detail: reason)
        // Its name for `auth_failure`.
        case "status": return state(.failed, detail: data["msg"].string)
        case "qr": return data["qr"].string.flatMap { QRCode($0, shownAt: now) }.map { .qrCode($0, count: nil) }
        case "message", "message_create":
            return .message(
                data["message"]["id"],
                fromMe: data["message"]["fromMe"].bool ?? data["message"]["id"]["fromMe"].bool ?? false)
        case "message_ack":
            guard let message = data["message"]["id"].messageID, let level = data["ack"].acknowledgement,
                !data["message"].isReceived
            else { return nil }
            return .acknowledgement(messages: [message], level)
        default: return nil
        }
    }
}
