import Gateways

/// A request that a gateway's own API document (or source) has, and that our adapter makes.
///
/// These tables are written from each gateway's OpenAPI document; an adapter that makes any other request, with another
/// method, another place for the key, or another parameter, fails `GatewayFactTests`.
struct GatewayFact: Sendable, Hashable {
    /// Where the credentials go.
    enum Authentication: Sendable, Hashable {
        case none
        /// In that header, as it is.
        case header(String)
        /// `Authorization: Basic`, over user and password.
        case basic
        /// `Authorization: Bearer`, with a token made for the session.
        case sessionToken
        /// The Node service: in the header `X-API-Key`, or as the parameter `api_key`.
        case headerOrParameter
    }

    /// What the request does in the gateway.
    enum Effect: Sendable, Hashable {
        case reads
        /// Shows a new QR code for a session without a login.
        case pairs
        /// Starts, stops or restarts; the login stays.
        case restarts
        /// Begins a session that has no login.
        case creates
        /// Ends a login, always or in some state.
        case endsLogin
    }

    var method: GatewayRequest.Method
    /// With `{}` for each value.
    var path: String
    var authentication: Authentication
    var effect: Effect
    /// The query parameters that it may have.
    var query: Set<String>
    /// The members that its body may have.
    var body: Set<String>

    init(
        _ method: GatewayRequest.Method, _ path: String, _ authentication: Authentication, _ effect: Effect,
        query: Set<String> = [], body: Set<String> = []
    ) {
        self.method = method
        self.path = path
        self.authentication = authentication
        self.effect = effect
        self.query = query
        self.body = body
    }

    var operation: String { "\(method.rawValue) \(path)" }
}
