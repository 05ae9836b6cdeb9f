import Gateways
import SessionHealth
import WallTime

extension NotificationMessage {
    /// The message as webhooks get it.
    var json: JSON {
        [
            "audience": .string(audience.rawValue), "language": .string(language),
            "at": .integer(at.milliseconds), "text": .string(text), "events": .array(items.map(\.json)),
        ]
    }
}

extension NotificationMessage.Item {
    fileprivate var json: JSON {
        func text(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
        func number(_ value: Int64?) -> JSON { value.map(JSON.integer) ?? .null }
        return [
            "id": .integer(id), "kind": .string(event.kind.rawValue), "gateway": text(event.gateway),
            "session": text(event.session), "account": number(account), "phone": text(phone), "label": text(label),
            "incident": number(incident), "cause": text(event.cause?.rawValue),
            "at": .integer(event.at.milliseconds), "text": .string(event.text),
        ]
    }
}
