package import WallTime

/// A message as `message-record` takes it.
package struct MessageRecord: Hashable, Sendable {
    package var session: String
    package var message: String
    package var isOutgoing: Bool
    package var status: String
    package var acknowledgement: Int?
    package var error: String?
    package var at: Timestamp

    func json(gateway: String) -> JSON {
        .defined([
            "gateway": .string(gateway), "session": .string(session), "message": .string(message),
            "direction": .string(isOutgoing ? "out" : "in"), "status": .string(status),
            "ack": acknowledgement.map(JSON.count), "error": error.map(JSON.string), "at": .string(at.iso8601),
        ])
    }
}
