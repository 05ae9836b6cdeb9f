import SessionHealth
import WallTime

/// WPPConnect server's webhooks: `{event, session, …}`.
enum WPPConnectWebhooks {
    static func read(_ json: JSON, _ request: WebhookRequest, at now: Timestamp) -> WebhookReading {
        let name = json["event"].string
        let id = json["session"].sessionName
        let content = content(name, json, id: id ?? "", at: now) ?? .unread(name)
        let isMessage = if case .message = content { true } else { false }
        return WebhookReading(
            isDated: json["id"].messageID != nil,
            // `t` is the message's own time (`timestamp` in older versions).
            events: [
                WebhookEvent(
                    session: id, at: isMessage ? json["t"].messageTime ?? json["timestamp"].messageTime : nil, content)
            ])
    }

    private static func content(
        _ name: String?, _ json: JSON, id: String, at now: Timestamp
    ) -> WebhookEvent.Content? {
        func state(
            _ status: SessionStatus, _ word: String?, ending: SessionEnding? = nil
        ) -> WebhookEvent.Content {
            .state(SessionObservation(id: id, status: status, rawStatus: word ?? name ?? "", ending: ending))
        }
        switch name {
        case "status-find": return state(WPPConnectShapes.status(json["status"].string), json["status"].string)
        case "onstatechanged", "onstatechange":
            let word = json["state"].string ?? ""
            return state(
                WhatsAppWebState(word)?.status ?? .unknown, word, ending: WhatsAppWebState(word)?.ending)
        // Sent for `close-session` alone: somebody closed it.
        case "closesession": return state(.disconnected, nil, ending: .stoppedByUser)
        case "logoutsession": return state(.disconnected, nil, ending: .loggedOut)
        case "qrcode":
            let code = [json["qrcode"].string, json["urlcode"].string].lazy.compactMap {
                $0.flatMap { QRCode($0, shownAt: now) }
            }
            return code.first.map { .qrCode($0, count: json["attempt"].count) }
        case "onmessage": return .message(json["id"], fromMe: json["fromMe"].bool ?? false)
        case "onselfmessage": return .message(json["id"], fromMe: true)
        case "onack":
            guard let message = json["id"].messageID, let level = json["ack"].acknowledgement, !json.isReceived else {
                return nil
            }
            return .acknowledgement(messages: [message], level)
        default: return nil
        }
    }
}
