package import WallTime

/// What a gateway said about one session.
package enum GatewayObservation: Sendable, Hashable {
    /// The gateway knows the session.
    case answered(SessionAnswer)
    /// The gateway answered in its own way that it has no such session.
    case notFound
    /// The gateway could not be asked, or its answer not be believed.
    case unreachable(GatewayFailure)

    /// The status in our words: `unknown` where the gateway could not be asked.
    package var status: SessionStatus {
        switch self {
        case .answered(let answer): answer.status
        case .notFound: .notFound
        case .unreachable: .unknown
        }
    }

    /// A gateway's answer that holds nothing but a status.
    package static func answered(_ status: SessionStatus) -> GatewayObservation {
        .answered(SessionAnswer(status: status))
    }
}

/// A gateway's answer about a session that it knows.
package struct SessionAnswer: Sendable, Hashable, Codable {
    /// In our words.
    package var status: SessionStatus
    /// The gateway's own word, at most 100 characters.
    package var raw: String?
    /// WhatsApp has restricted the number: it may be connected and still unable to open new chats.
    package var restricted: Bool
    /// Why it is not connected, where the gateway gives a reason that can be relied upon.
    package var ending: SessionEnding?
    /// Whether a QR code is being shown right now; nil where the gateway does not tell. A status of "QR scanning" alone is
    /// no proof that the login is gone: the Node service starts every session in it.
    package var showsQR: Bool?
    /// Whether the gateway still has the login; nil where it does not tell. While it has, the login is never replaced.
    package var hasLogin: Bool?
    /// When the session entered this state, by the gateway's own account.
    package var since: Timestamp?

    package init(
        status: SessionStatus, raw: String? = nil, restricted: Bool = false, ending: SessionEnding? = nil,
        showsQR: Bool? = nil, hasLogin: Bool? = nil, since: Timestamp? = nil
    ) {
        self.status = status
        self.raw = raw.map { String($0.prefix(100)) }
        self.restricted = restricted
        self.ending = ending
        self.showsQR = showsQR
        self.hasLogin = hasLogin
        self.since = since
    }
}

extension GatewayObservation: Codable {
    private enum Key: String, CodingKey {
        case answer
        case notFound = "not_found"
        case failure
    }

    /// Reads an object with one of the keys `answer`, `not_found` and `failure`.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        if let answer = try container.decodeIfPresent(SessionAnswer.self, forKey: .answer) {
            self = .answered(answer)
        } else if try container.decodeIfPresent(Bool.self, forKey: .notFound) == true {
            self = .notFound
        } else {
            self = .unreachable(try container.decode(GatewayFailure.self, forKey: .failure))
        }
    }

    /// Writes an object with one of the keys `answer`, `not_found` and `failure`.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .answered(let answer): try container.encode(answer, forKey: .answer)
        case .notFound: try container.encode(true, forKey: .notFound)
        case .unreachable(let failure): try container.encode(failure, forKey: .failure)
        }
    }
}
