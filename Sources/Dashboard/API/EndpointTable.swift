import HTTPTypes

/// All endpoints, and the way to them.
struct EndpointTable: Sendable {
    let endpoints: [Endpoint]

    init(_ endpoints: [Endpoint]) {
        self.endpoints = endpoints.sorted { $0.fixedParts > $1.fixedParts }
    }

    /// The endpoint for a path below `/api/v1`.
    ///
    /// - Throws: `APIError` where there is none, or none with that method.
    func find(_ method: HTTPRequest.Method, _ path: Substring) throws -> (Endpoint, [String: String]) {
        var parts: [String] = []
        for raw in path.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            // Taken apart first and decoded then: an encoded slash stays inside its part.
            guard let part = Percent.decoded(raw) else {
                throw APIError(.badRequest, "The path is not valid percent-encoded UTF-8.")
            }
            parts.append(part)
        }
        let matching = endpoints.compactMap { endpoint in endpoint.match(parts).map { (endpoint, $0) } }
        guard let first = matching.first else {
            throw APIError(.notFound, "There is no such address; /api/v1/openapi.json lists all of them.")
        }
        let fitting = matching.filter { $0.0.fixedParts == first.0.fixedParts }
        guard let found = fitting.first(where: { $0.0.method == method }) else {
            let methods = fitting.map(\.0.method.rawValue).joined(separator: ", ")
            throw APIError(
                .methodNotAllowed, "This address takes \(methods), not \(method.rawValue).", allowed: methods)
        }
        return found
    }
}
