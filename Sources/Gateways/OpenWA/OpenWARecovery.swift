import SessionHealth

/// OpenWA's restart: stop, which keeps the login, and start.
struct OpenWASoftRecovery: SoftRecovery {
    let client: GatewayClient

    func softRestart(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        guard try await stop(session) != .notFound else { return .notFound }
        return try await start(session)
    }

    func stop(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        try await client.openWAControl("/api/sessions/\(session.id)/stop")
    }

    func start(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        try await client.openWAControl("/api/sessions/\(session.id)/start")
    }
}

/// OpenWA's new sessions and ends of logins. The session itself is never deleted: its webhooks hang on it.
struct OpenWADestructiveRecovery: DestructiveRecovery {
    let gateway: OpenWAGateway

    private var client: GatewayClient { gateway.client }

    func createSession(_ session: SessionReference) async throws(GatewayError) -> NewSession {
        let id = try await id(of: session)
        _ = try await client.openWAControl("/api/sessions/\(id)/start")
        return NewSession(id: id, status: .connecting)
    }

    /// The identifier of the session that has this name or this identifier, or of a new one with this name.
    private func id(of session: SessionReference) async throws(GatewayError) -> String {
        let search = GatewayRequest(.get, "/api/sessions", query: [.init("name", session.id)])
        guard let named = try await client.answer(to: search).json.array else {
            throw client.unexpected(search, "is not a list of sessions")
        }
        if let found = named.first(where: { $0["name"].string?.isName(session.id) == true })?["id"].sessionName {
            return found
        }
        // An identifier is asked for only where it can be one: it refuses everything else (400).
        if isUUID(session.id), case .found = try await gateway.session(session.id) { return session.id }
        let creation = GatewayRequest(.post, "/api/sessions", body: ["name": .string(session.id)])
        guard let id = try await client.answer(to: creation).json["id"].sessionName else {
            throw client.unexpected(creation, "does not name the new session")
        }
        return id
    }

    func endSession(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        // "Not started": nothing runs that could be logged out. If the login is gone, the next start shows a QR code.
        try await client.openWAControl("/api/sessions/\(session.id)/logout")
    }

    private func isUUID(_ text: String) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.count) == [8, 4, 4, 4, 12] && groups.allSatisfy { $0.allSatisfy(\.isHexDigit) }
    }
}

extension GatewayClient {
    /// A call that changes a session's state; 400 "already started" or "not started" says that it is so already.
    fileprivate func openWAControl(_ path: RequestPath) async throws(GatewayError) -> RecoveryAnswer {
        let request = GatewayRequest(
            .post, path, reads: [400, 404], timeout: .seconds(60), timeoutConcernsGateway: false)
        let answer = try await answer(to: request)
        switch answer.status {
        case 404 where OpenWAShapes.isMissingSession(answer.json): return .notFound
        case 400 where answer.json["message"].string?.lowercased().contains("started") == true: return .alreadySo
        case 400, 404: throw failure(of: answer.response, to: request)
        default: return .accepted
        }
    }
}
