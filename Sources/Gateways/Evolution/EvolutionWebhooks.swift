import SessionHealth
import WallTime

/// Evolution API's webhooks: `{event, instance, data, date_time, …}`. The envelope holds an API key, which is not read, and a
/// `date_time`, which is not believed: it is the local time of the gateway's zone with a Z behind it (evolution-api#765). A message
/// has its own time, everything else happened when it arrived.
enum EvolutionWebhooks {
    static func read(_ json: JSON, _ request: WebhookRequest, at now: Timestamp) -> WebhookReading {
        // CONNECTION_UPDATE in the settings, connection.update in the envelope.
        let name = json["event"].string.map {
            $0.lowercased().split(whereSeparator: { "_-".contains($0) }).joined(separator: ".")
        }
        let id = (json["instance"].text.map(JSON.string) ?? json["instance"]["instanceName"]).sessionName
        let data = json["data"]
        let phone = data["wuid"].string.flatMap(phoneDigits)
        let told = events(name, data, id: id ?? "", now: now)
        let events = (told.isEmpty ? [(nil, .unread(name))] : told).map { at, content in
            WebhookEvent(session: id, phone: phone, at: at, content)
        }
        return WebhookReading(isDated: json["date_time"].string?.isEmpty == false, events: events)
    }

    private typealias Told = (at: Timestamp?, content: WebhookEvent.Content)

    private static func events(_ name: String?, _ data: JSON, id: String, now: Timestamp) -> [Told] {
        func state(
            _ status: SessionStatus, _ word: String?, ending: SessionEnding? = nil, detail: String? = nil
        ) -> [Told] {
            [
                (
                    nil,
                    .state(
                        SessionObservation(
                            id: id, status: status, rawStatus: word ?? name ?? "", phone: data["wuid"].string,
                            ending: ending, detail: detail))
                )
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
            guard case .code(let code) = EvolutionShapes.qrCode(data, now: now) else { return [] }
            return [(nil, .qrCode(code, count: data["qrcode"]["count"].count))]
        case "messages.upsert", "send.message":
            return data.oneOrMany.compactMap { item in
                WebhookEvent.Content.message(
                    item["key"]["id"], fromMe: item["key"]["fromMe"].bool ?? (name == "send.message")
                ).map { (item["messageTimestamp"].messageTime, $0) }
            }
        case "messages.update":
            return data.oneOrMany.compactMap { item in
                let message = [item["keyId"], item["key"]["id"]].first { !$0.isNull }?.messageID
                guard let message, let level = item["status"].acknowledgement, !item.isReceived, !item["key"].isReceived
                else { return nil }
                return (nil, .acknowledgement(messages: [message], level))
            }
        default: return []
        }
    }
}
