import SessionHealth

/// WAHA's restarts: all three keep the login.
struct WAHASoftRecovery: SoftRecovery {
    let client: GatewayClient

    func softRestart(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        try await client.wahaControl("/api/sessions/\(session.id)/restart")
    }

    func stop(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        try await client.wahaControl("/api/sessions/\(session.id)/stop")
    }

    func start(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        try await client.wahaControl("/api/sessions/\(session.id)/start")
    }
}

/// WAHA's new sessions and ends of logins. The session itself is never deleted: its webhooks hang on it.
struct WAHADestructiveRecovery: DestructiveRecovery {
    let gateway: WAHAGateway

    private var client: GatewayClient { gateway.client }

    func createSession(_ session: SessionReference) async throws(GatewayError) -> NewSession {
        // Creating one that exists is an error (422); one whose login was ended is started again instead.
        if case .found = try await gateway.session(session.id) {
            _ = try await client.wahaControl("/api/sessions/\(session.id)/start")
            return NewSession(id: session.id, status: .connecting)
        }
        let request = GatewayRequest(
            .post, "/api/sessions", body: ["name": .string(session.id), "start": true], timeout: startTimeout,
            timeoutConcernsGateway: false)
        let json = try await client.answer(to: request).json
        guard let observation = WAHAShapes.session(json) else {
            throw client.unexpected(request, "does not name the new session")
        }
        return NewSession(id: observation.id, status: observation.status)
    }

    func endSession(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        try await client.wahaControl("/api/sessions/\(session.id)/logout")
    }
}

/// Starting a session starts a browser, with some engines.
private let startTimeout = Duration.seconds(60)

extension GatewayClient {
    /// A call that changes a session's state and answers with the session.
    fileprivate func wahaControl(_ path: RequestPath) async throws(GatewayError) -> RecoveryAnswer {
        let request = GatewayRequest(
            .post, path, expects: .bytes, reads: [404], timeout: startTimeout, timeoutConcernsGateway: false)
        let answer = try await answer(to: request)
        guard answer.status == 404 else { return .accepted }
        guard WAHAShapes.isMissingSession(answer.json) else { throw failure(of: answer.response, to: request) }
        return .notFound
    }
}
