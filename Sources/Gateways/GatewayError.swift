/// A question to a gateway that got no answer which can be trusted.
///
/// Never "not found": that is an answer (`SessionLookup.notFound`). The message says what happened and what to do next,
/// and holds no secret: no key, no query, no path that contains one.
package struct GatewayError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// No connection: refused, no such host, TLS failed, cut off.
        case unreachable
        /// The connection or the answer took too long.
        case timedOut = "timed_out"
        /// 401 or 403: the key is wrong or missing.
        case unauthorized
        /// An answer that is not the gateway's: HTML, broken JSON, a redirect, another shape.
        case badAnswer = "bad_answer"
        /// The address leads to something else: a 404 that is not about a session.
        case wrongRoute = "wrong_route"
        /// 429, or 503 with a time to come back.
        case overloaded
        /// 5xx.
        case serverError = "server_error"
        /// An answer over the body limit.
        case tooLarge = "too_large"
        /// Not asked, because the last questions failed (`CircuitBreaker`).
        case circuitOpen = "circuit_open"
        /// The gateway understood, and declined: 400, 409, 422 or an error in its envelope.
        case refused
        /// This kind of gateway, or this version, has no such ability.
        case unsupported
        /// Not asked, because the question itself is wrong: an impossible session name.
        case invalidRequest = "invalid_request"
        /// The task was cancelled while it waited.
        case cancelled
    }

    /// What went wrong; compare this.
    package var code: Code
    /// The gateway's name in the settings.
    package var gateway: String
    /// What was asked: method and path template, with no values in it.
    package var operation: String
    /// What happened and what to do next.
    package var message: String
    /// The HTTP status, where there was one.
    package var status: Int?
    /// For how long the gateway asked to be left alone.
    package var retryAfter: Duration?

    package init(
        _ code: Code, gateway: String, operation: String, message: String, status: Int? = nil,
        retryAfter: Duration? = nil
    ) {
        self.code = code
        self.gateway = gateway
        self.operation = operation
        self.message = message
        self.status = status
        self.retryAfter = retryAfter
    }

    /// Whether it tells of the address that was asked rather than of the gateway: where another one answers, it counts for
    /// nothing. A route without a key may be behind a proxy that wants one, or be another program's.
    var isAboutRoute: Bool { [.wrongRoute, .unauthorized, .badAnswer].contains(code) && status != nil }

    package var description: String {
        "gateway '\(gateway)': \(operation): \(message)"
    }
}
