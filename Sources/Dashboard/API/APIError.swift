import Gateways

/// What went wrong with a request, as the contract's `Error` tells it. Never holds a secret.
struct APIError: Error, Sendable, Equatable {
    /// The contract's stable codes.
    enum Code: String, Sendable {
        case badRequest = "bad_request"
        case unauthorized
        case forbidden
        case csrf
        case notFound = "not_found"
        case methodNotAllowed = "method_not_allowed"
        case timeout
        case conflict
        case blocked
        case tooLarge = "too_large"
        case unsupportedType = "unsupported_type"
        case tooMany = "too_many_requests"
        case storeBusy = "store_busy"
        case storeUnavailable = "store_unavailable"
        case `internal`

        var status: Int {
            switch self {
            case .badRequest: 400
            case .unauthorized: 401
            case .forbidden, .csrf: 403
            case .notFound: 404
            case .methodNotAllowed: 405
            case .timeout: 408
            case .conflict, .blocked: 409
            case .tooLarge: 413
            case .unsupportedType: 415
            case .tooMany: 429
            case .internal: 500
            case .storeBusy, .storeUnavailable: 503
            }
        }
    }

    var code: Code
    /// One sentence: what happened, and the cure.
    var message: String
    /// The parameter or property at fault.
    var field: String?
    /// The gate that holds.
    var gate: String?
    /// When to try again, in milliseconds.
    var retryAfter: Int64?
    /// The methods that an address takes, for the header `Allow`.
    var allowed: String?

    init(
        _ code: Code, _ message: String, field: String? = nil, gate: String? = nil, retryAfter: Int64? = nil,
        allowed: String? = nil
    ) {
        self.code = code
        self.message = message
        self.field = field
        self.gate = gate
        self.retryAfter = retryAfter
        self.allowed = allowed
    }

    var json: JSON {
        var members: [JSON.Member] = [.init("code", .string(code.rawValue)), .init("message", .string(message))]
        if let field { members.append(.init("field", .string(field))) }
        if let gate { members.append(.init("gate", .string(gate))) }
        if let retryAfter { members.append(.init("retry_after_ms", .integer(retryAfter))) }
        return ["error": .object(members)]
    }

    static func missing(_ what: String) -> APIError {
        APIError(.notFound, "There is no \(what); it may have been removed. Load the list again.")
    }
}
