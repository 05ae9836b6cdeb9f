import SessionHealth
import WallTime

/// WAHA's webhooks: `{id, timestamp, session, event, me, payload}`.
enum WAHAWebhooks {
    static func read(_ json: JSON, _ request: WebhookRequest, at now: Timestamp) -> WebhookReading {
        let name = json["event"].string
        let id = json["session"].sessionName
        let me = json["me"]
        let phone = [me["id"].string, me["jid"].string].lazy.compactMap { $0.flatMap(phoneDigits) }.first
        let at = json["timestamp"].timestamp
        let content = content(name, json["payload"], id: id ?? "", phone: phone) ?? .unread(name)
        return WebhookReading(
            id: json["id"].string, sentAt: at, isDated: at != nil,
            events: [WebhookEvent(session: id, phone: phone, at: at, content)])
    }

    private static func content(
        _ name: String?, _ payload: JSON, id: String, phone: String?
    ) -> WebhookEvent.Content? {
        switch name {
        case "session.status":
            let word = payload["status"].string ?? ""
            let limits = WAHAShapes.Limits(payload["data"])
            return .state(
                SessionObservation(
                    id: id, status: WAHAShapes.status(word), rawStatus: word, phone: phone,
                    restricted: limits.isRestricted, restrictedUntil: limits.until,
                    since: payload["statuses"].array?.last?["timestamp"].timestamp, showsQR: word == "SCAN_QR_CODE",
                    needsPerson: word.hasPrefix("PASSKEY"), detail: limits.note))
        case "state.change": return ending(payload, id: id, phone: phone)
        case "message", "message.any": return .message(payload["id"], fromMe: payload["fromMe"].bool ?? false)
        case "message.ack", "message.ack.group":
            guard !payload.isReceived, let message = payload["id"].messageID, let level = payload["ack"].acknowledgement
            else { return nil }
            return .acknowledgement(messages: [message], level)
        default: return nil
        }
    }

    /// The engine's own state, which is not the session's: `session.status` goes on saying WORKING or FAILED meanwhile. Only it tells
    /// why a session ended: WhatsApp Web's word (WEBJS, WPP) or Baileys' code (NOWEB).
    private static func ending(_ payload: JSON, id: String, phone: String?) -> WebhookEvent.Content? {
        let word = [payload, payload["state"], payload["newState"], payload["status"]].compactMap(\.string).first
        let code = payload["lastDisconnect"]["error"]["output"]["statusCode"].int
        let state = word.flatMap { WhatsAppWebState($0) }
        guard let ending = state?.ending ?? code.flatMap({ SessionEnding(code: $0) }) else { return nil }
        return .state(
            SessionObservation(
                id: id, status: state?.status ?? .disconnected, rawStatus: word ?? payload["connection"].string ?? "",
                phone: phone, restricted: state?.isRestriction ?? false, ending: ending,
                detail: code.map { "ended with the code \($0)" }))
    }
}
