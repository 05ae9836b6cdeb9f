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
    /// When it happened by the gateway's account, else when we heard of it; never after that.
    package var at: Timestamp
    package var teller: Teller
    /// The gateway's own words, at most 200 characters.
    package var words: String?

    package init(_ ending: SessionEnding, at: Timestamp, teller: Teller, words: String? = nil) {
        self.ending = ending
        self.at = at
        self.teller = teller
        self.words = words.map { String($0.prefix(200)) }
    }
}
