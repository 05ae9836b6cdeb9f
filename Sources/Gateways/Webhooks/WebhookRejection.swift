/// Why a webhook was not taken. The message is for our log; the sender is told the status only.
package struct WebhookRejection: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// Over the body limit.
        case tooLarge = "too_large"
        /// We have no secret to verify it with.
        case noSecret = "no_secret"
        /// It carries no proof.
        case unsigned
        /// Its proof is wrong.
        case forged
        /// Its proof is too old or from the future.
        case stale
        /// Proven, but not JSON that we can read.
        case malformed
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The HTTP status to answer with. A rejection that time may cure is not a 5xx: gateways would send it over and over.
    package var status: Int {
        switch code {
        case .tooLarge: 413
        case .noSecret, .unsigned, .forged, .stale: 401
        case .malformed: 400
        }
    }

    package var description: String { message }
}
