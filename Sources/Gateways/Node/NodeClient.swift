/// Sends requests to a Node service with its key put where the service looks for it.
struct NodeClient: Sendable {
    let client: GatewayClient
    let key: Secret?
    let authentication: NodeAuthentication

    func answer(to request: GatewayRequest) async throws(GatewayError) -> GatewayAnswer {
        guard let key else { return try await client.answer(to: request) }
        var refusal: GatewayError?
        for mode in authentication.modesToTry {
            do throws(GatewayError) {
                let answer = try await client.answer(to: adding(key, as: mode, to: request))
                authentication.worked(mode)
                return answer
            } catch {
                guard error.code == .unauthorized else { throw error }
                refusal = refusal ?? error
            }
        }
        var error =
            refusal
            ?? client.error(.unauthorized, request, "the API key was not taken")
        error.message =
            "the API key is not the gateway's (tried "
            + authentication.modesToTry.map { $0 == .header ? "header X-API-Key" : "parameter api_key" }
            .joined(separator: " and ") + "): compare it with API_KEY in the gateway's environment"
        throw error
    }

    private func adding(_ key: Secret, as mode: NodeAuthenticationMode, to request: GatewayRequest) -> GatewayRequest {
        var request = request
        switch (mode, request.method) {
        case (.header, _):
            request.headers.append(.init("X-API-Key", key.revealed))
        case (.parameter, .get):
            request.query.append(.init("api_key", key.revealed))
        case (.parameter, _):
            var members: [JSON.Member] = []
            if case .object(let given) = request.body { members = given }
            request.body = .object(members + [.init("api_key", .string(key.revealed))])
        }
        return request
    }
}
