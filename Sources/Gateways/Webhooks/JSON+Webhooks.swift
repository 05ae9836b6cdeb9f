import SessionHealth
import WallTime

extension JSON {
    /// A message's identifier: a text, or whatsapp-web.js' object with `_serialized` in it.
    var messageID: String? {
        let text = string ?? self["_serialized"].string ?? self["id"].string
        return text.flatMap { (1...255).contains($0.utf8.count) ? printable($0, limit: 255) : nil }
    }

    /// How far a message got: a level of whatsapp-web.js, or one of the words that gateways have for them.
    var acknowledgement: Acknowledgement? {
        if let level = int { return Acknowledgement(rawValue: level) }
        return switch string?.lowercased() {
        case "error", "failed": .error
        case "pending", "clock": .pending
        case "sent", "server", "server_ack": .server
        case "delivered", "device", "delivery_ack": .device
        // GOWA's read-self and played-self are our own phone's, of messages that we received.
        case "read": .read
        case "played": .played
        default: nil
        }
    }

    /// Whether a message, or the word of how far it got, is of one that we received: it proves nothing about our sending.
    /// whatsapp-web.js writes it into the identifier, too (`false_628…@c.us_3EB0…`).
    var isReceived: Bool {
        self["fromMe"].bool == false || self["id"]["fromMe"].bool == false
            || [self["id"], self["message_id"], self["messageId"]].contains {
                $0.messageID?.hasPrefix("false_") == true
            }
    }

    /// A time in seconds since 1970 as Baileys has it: a number, a text, or the two halves of a long one.
    var messageTime: Timestamp? { timestamp ?? self["low"].timestamp }

    /// The elements of a list, or the value itself where it stands alone; no more than a webhook may reasonably bring.
    var oneOrMany: [JSON] {
        array.map { Array($0.prefix(1000)) } ?? [self]
    }
}

extension WebhookEvent.Content {
    /// The event of a name that is not among those we read.
    static func unread(_ name: String?) -> WebhookEvent.Content {
        .other(printable(name ?? "", limit: 64))
    }

    /// A message, where it has an identifier.
    static func message(_ json: JSON, fromMe: Bool) -> WebhookEvent.Content? {
        json.messageID.map { .message(id: $0, fromMe ? .outgoing : .incoming) }
    }
}
