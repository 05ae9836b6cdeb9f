/// Why a gateway could not be asked, or its answer not be believed. Never a finding about a session.
///
/// "Unreachable is not not-found": whatever stands here leaves every session untouched and, confirmed, opens an incident of the
/// gateway; but for our own restraint (`notAsked`), which proves nothing at all.
package struct GatewayFailure: Error, Sendable, Hashable, Codable {
    /// The kind of failure; the raw values are those of the gateway's incident causes.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// Refused, unresolved, timed out, cut off, or 5xx.
        case unreachable
        /// 401 or 403 on our key.
        case unauthorized
        /// HTML, broken JSON, a redirect, a body over the limit, a shape that is not the gateway's.
        case badAnswer = "bad_answer"
        /// A 404 of a route, not of a session: a wrong base URL or a different gateway.
        case wrongRoute = "wrong_route"
        /// 429, or 503 with a request to wait.
        case overloaded
        /// We did not ask: the gateway wanted to be left alone, the circuit is open, or the question was withdrawn. Our own
        /// restraint, and no evidence against the gateway.
        case notAsked = "not_asked"
    }

    package var kind: Kind
    /// For how long the gateway wants to be left alone, or we leave it alone; nil where nobody said.
    package var retryAfter: Duration?
    /// A line for people. Without secrets: whoever makes the failure leaves keys and URLs with secrets out.
    package var detail: String

    package init(_ kind: Kind, _ detail: String, retryAfter: Duration? = nil) {
        self.kind = kind
        self.retryAfter = retryAfter
        self.detail = String(detail.prefix(300))
    }
}
