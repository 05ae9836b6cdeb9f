/// Why a gateway could not be asked, or its answer not be believed. Never a finding about a session.
///
/// "Unreachable is not not-found": whatever stands here leaves every session untouched and opens an incident of the gateway.
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
    }

    package var kind: Kind
    /// A line for people. Without secrets: whoever makes the failure leaves keys and URLs with secrets out.
    package var detail: String

    package init(_ kind: Kind, _ detail: String) {
        self.kind = kind
        self.detail = String(detail.prefix(300))
    }
}
