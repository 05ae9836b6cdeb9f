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
