package import WallTime

/// Why a session ended, as a webhook or a poll said it: remembered until something newer contradicts it.
///
/// Gateways say the reason once and then show a bare state: the Node service answers LOGOUT for seconds and "QR scanning" for
/// days, WAHA sends `state.change` CONFLICT and then says FAILED.
package struct EndingReport: Sendable, Hashable, Codable {
    package enum Teller: String, Sendable, Hashable, Codable {
        /// An answer to our question.
        case answer
        /// A webhook that was verified.
        case webhook
    }

    package var ending: SessionEnding
    /// When it happened by the gateway's account, else when we heard of it.
    package var at: Timestamp
    /// When we heard of it: what was asked before cannot contradict it.
    package var heardAt: Timestamp
    package var teller: Teller
    /// The gateway's own words, at most 200 characters.
    package var words: String?

    package init(
        _ ending: SessionEnding, at: Timestamp? = nil, heardAt: Timestamp, teller: Teller, words: String? = nil
    ) {
        self.ending = ending
        // A gateway's clock that is ahead must not keep a report alive for ever.
        self.at = min(at ?? heardAt, heardAt)
        self.heardAt = heardAt
        self.teller = teller
        self.words = words.map { String($0.prefix(200)) }
    }

    /// Whether a newer report takes the place of this one.
    ///
    /// The newest reason counts, with two exceptions. A ban is followed by a logout of its own, which is no way out of it. And
    /// a session that was logged out or replaced is closed by its gateway a moment later: that was not its user.
    package func givesWay(to newer: EndingReport) -> Bool {
        guard newer.ending != ending else { return false }
        if ending == .banned, newer.ending == .loggedOut { return false }
        return newer.ending != .stoppedByUser || newer.at - at > .minutes(1)
    }
}
