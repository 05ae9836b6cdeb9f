import HTTPTypes

/// One method of one path of the API, and who may ask for it.
struct Endpoint: Sendable {
    /// What an asker must prove.
    enum Access: Sendable, Equatable {
        case everyone
        case viewer
        case `operator`
        /// An operator, by an API token only.
        case token
    }

    typealias Handler = @Sendable (APICall) async throws -> APIAnswer

    let method: HTTPRequest.Method
    /// Below `/api/v1`, with parameters in braces, as in the contract.
    let path: String
    let access: Access
    /// The largest body that is read, in bytes.
    let bodyLimit: Int
    let handler: Handler
    let segments: [Substring]

    init(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access, bodyLimit: Int = 64 << 10,
        _ handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.bodyLimit = bodyLimit
        self.handler = handler
        segments = path.split(separator: "/")
    }

    /// The parameters of a path that this endpoint serves; nil where it does not.
    func match(_ parts: [String]) -> [String: String]? {
        guard parts.count == segments.count else { return nil }
        var parameters: [String: String] = [:]
        for (segment, part) in zip(segments, parts) {
            if segment.hasPrefix("{") {
                guard !part.isEmpty else { return nil }
                parameters[String(segment.dropFirst().dropLast())] = part
            } else if segment != part {
                return nil
            }
        }
        return parameters
    }

    /// How many parts are fixed: of two that match, the one with more of them is meant.
    var fixedParts: Int { segments.count { !$0.hasPrefix("{") } }
}
