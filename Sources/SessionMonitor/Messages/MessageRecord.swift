package import SessionHealth
package import WallTime

/// What is known of one message at one moment, as `message-record`, the message API and webhooks tell it.
package struct MessageRecord: Sendable, Hashable {
    package enum Direction: String, Sendable, Hashable, Codable {
        case incoming = "in"
        case outgoing = "out"
    }

    package enum Status: String, Sendable, Hashable, Codable, CaseIterable {
        case pending
        case sent
        case delivered
        case read
        case failed
    }

    package var gateway: String
    package var session: String
    /// The gateway's id for the message.
    package var message: String
    package var direction: Direction
    package var status: Status
    package var acknowledgement: Acknowledgement?
    /// Hostile text, cut to 1,000 characters.
    package var error: String?
    package var at: Timestamp

    package init(
        gateway: String, session: String, message: String, direction: Direction, status: Status? = nil,
        acknowledgement: Acknowledgement? = nil, error: String? = nil, at: Timestamp
    ) {
        self.gateway = gateway
        self.session = session
        self.message = message
        self.direction = direction
        self.acknowledgement = acknowledgement
        self.error = error.map { String($0.prefix(1000)) }
        self.at = at
        self.status = status ?? Self.status(direction, acknowledgement)
    }

    /// The status that an acknowledgement stands for, where none was told.
    private static func status(_ direction: Direction, _ acknowledgement: Acknowledgement?) -> Status {
        if direction == .incoming { return .delivered }
        return switch acknowledgement {
        case .error: .failed
        case nil, .pending: .pending
        case .server: .sent
        case .device: .delivered
        case .read, .played: .read
        }
    }
}

/// What became of messages that were recorded.
package struct MessageReport: Sendable, Hashable, Codable {
    /// Messages that were new.
    package var added = 0
    /// Messages of which something new was told.
    package var updated = 0
    /// Messages that were known like that already.
    package var unchanged = 0
    /// Messages of sessions that no account has, and some of their names.
    package var unknownSessions = 0
    package var unknownExamples: [String] = []

    package init() {}

    package var recorded: Int { added + updated + unchanged }

    /// Adds up two reports.
    package mutating func add(_ other: MessageReport) {
        added += other.added
        updated += other.updated
        unchanged += other.unchanged
        unknownSessions += other.unknownSessions
        for name in other.unknownExamples where unknownExamples.count < 5 && !unknownExamples.contains(name) {
            unknownExamples.append(name)
        }
    }
}
