import SessionHealth
import WallTime

/// Evolution API's webhooks: `{event, instance, data, date_time, …}`. The envelope holds an API key, which is not read.
enum EvolutionWebhooks {
    static func read(_ json: JSON, _ request: WebhookRequest) -> (key: String?, events: [WebhookEvent]) {
        // CONNECTION_UPDATE in the settings, connection.update in the envelope.
        let name = json["event"].string.map { $0.lowercased().split(separator: "_").joined(separator: ".") }
        let id = (json["instance"].text.map(JSON.string) ?? json["instance"]["instanceName"]).sessionName
        let at = json["date_time"].timestamp
        let data = json["data"]
        let contents = contents(name, data, id: id ?? "", at: at)
        let events = (contents.isEmpty ? [.unread(name)] : contents).map { content in
            WebhookEvent(session: id, phone: data["wuid"].string.flatMap(phoneDigits), at: at, content)
        }
        return (nil, events)
    }

    private static func contents(_ name: String?, _ data: JSON, id: String, at: Timestamp?) -> [WebhookEvent.Content] {
        func state(
            _ status: SessionStatus, _ word: String?, ending: SessionEnding? = nil, detail: String? = nil
        ) -> [WebhookEvent.Content] {
            [
                .state(
                    SessionObservation(
                        id: id, status: status, rawStatus: word ?? name ?? "", phone: data["wuid"].string,
                        ending: ending, since: at, detail: detail))
            ]
        }
        switch name {
        case "connection.update":
            let status = EvolutionShapes.status(data["state"].string)
            let ending = status == .connected ? nil : data["statusReason"].int.flatMap { SessionEnding(code: $0) }
            return state(status, data["state"].string, ending: ending)
        case "status.instance":
            let ending = data["disconnectionReasonCode"].int.flatMap { SessionEnding(code: $0) }
            return state(EvolutionShapes.status(data["status"].string), data["status"].string, ending: ending)
        case "logout.instance": return state(.disconnected, nil, ending: .loggedOut)
        case "remove.instance": return state(.notFound, nil)
        case "qrcode.updated":
            guard data["qrcode"].isObject else {
                // Too many codes that nobody scanned: it gives up.
                return data["statusCode"].int == nil ? [] : state(.failed, "refused", detail: data["message"].string)
            }
            guard case .code(let code) = EvolutionShapes.qrCode(data, now: at ?? .distantPast) else { return [] }
            return [.qrCode(QRCode(code.content, generatedAt: at), count: data["qrcode"]["count"].count)]
        case "messages.upsert", "send.message":
            return data.oneOrMany.compactMap { item in
                .message(item["key"]["id"], fromMe: item["key"]["fromMe"].bool ?? (name == "send.message"))
            }
        case "messages.update":
            return data.oneOrMany.compactMap { item in
                let message = [item["keyId"], item["key"]["id"]].first { !$0.isNull }?.messageID
                guard let message, let level = item["status"].acknowledgement, item["fromMe"].bool != false else {
                    return nil
                }
                return .acknowledgement(messages: [message], level)
            }
        default: return []
        }
    }
}
