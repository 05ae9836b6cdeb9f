import SessionHealth

/// The Node service's soft restart.
///
/// The earlier variant keeps the login when a session is deleted, so a restart is DELETE and then POST with the same name.
/// The later one deletes the login's folder where the session is not in memory just then; between our looking and our
/// DELETE it may leave memory, so DELETE is never sent there: `reconnect` restarts it in place.
struct NodeSoftRecovery: RestartOnlyRecovery {
    static let whyNoStop = "the Node service cannot stop a session and surely keep its login"

    let gateway: NodeGateway

    var name: String { gateway.name }
    private var client: NodeClient { gateway.client }

    func softRestart(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        // This question also finds out which variant it is.
        guard try await gateway.status(of: session.id) != nil else {
            return try await create(session)
        }
        guard client.authentication.mode == .header else { return try await reconnect(session) }
        let request = GatewayRequest(
            .delete, "/api/sessions/\(session.id)", body: .object(session.nodeWorkspace), reads: [404, 500])
        let answer = try await client.answer(to: request)
        if !answer.isSuccess {
            guard NodeShapes.isMissingSession(answer.json) else {
                throw client.client.failure(of: answer.response, to: request)
            }
            throw client.client.error(
                .refused, request,
                "the session was found and then not found: several workers answer on this address (PM2 cluster mode); "
                    + "run one instance, or give each instance a url of its own", status: answer.status)
        }
        return try await create(session)
    }

    private func reconnect(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        let request = GatewayRequest(
            .post, "/api/sessions/\(session.id)/reconnect", body: .object(session.nodeMembers), reads: [404, 500],
            timeout: NodeDestructiveRecovery.startTimeout, timeoutConcernsGateway: false)
        let answer = try await client.answer(to: request)
        if answer.isSuccess { return .accepted }
        guard NodeShapes.isMissingSession(answer.json) else {
            throw client.client.failure(of: answer.response, to: request)
        }
        return try await create(session)
    }

    private func create(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        _ = try await client.answer(to: NodeDestructiveRecovery.creation(of: session))
        return .accepted
    }
}

/// The Node service's new sessions and ends of sessions.
struct NodeDestructiveRecovery: DestructiveRecovery {
    let client: NodeClient

    /// Starting a browser may take the service 90 s, of which its own time-out leaves 60.
    static let startTimeout = Duration.seconds(65)

    static func creation(of session: SessionReference) -> GatewayRequest {
        GatewayRequest(
            .post, "/api/sessions",
            body: .object([.init("session_id", .string(session.id))] + session.nodeMembers),
            timeout: startTimeout, timeoutConcernsGateway: false)
    }

    func createSession(_ session: SessionReference) async throws(GatewayError) -> NewSession {
        let request = Self.creation(of: session)
        let json = try await client.answer(to: request).json
        guard json["success"].bool != false, let id = json["session_id"].sessionName else {
            throw client.client.unexpected(request, "does not name the new session")
        }
        // There is no QR code in it: the service stores it with the session's metadata a little later.
        let word = json["status"].string
        return NewSession(id: id, status: word == nil ? .qrScanning : NodeShapes.status(word))
    }

    func endSession(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        let request = GatewayRequest(
            .delete, "/api/sessions/\(session.id)", body: .object(session.nodeWorkspace), reads: [404, 500])
        let answer = try await client.answer(to: request)
        if answer.isSuccess { return answer.json["alreadyDisconnected"].bool == true ? .alreadySo : .accepted }
        // The earlier variant answers 500 for a session it does not have.
        guard NodeShapes.isMissingSession(answer.json) else {
            throw client.client.failure(of: answer.response, to: request)
        }
        return .notFound
    }
}

extension SessionReference {
    /// What the service stores with a session and hands back in webhooks.
    fileprivate var nodeMembers: [JSON.Member] {
        var members = nodeWorkspace
        if let account { members.append(.init("account_id", Self.number(account))) }
        return members + [.init("priority", "normal")]
    }

    fileprivate var nodeWorkspace: [JSON.Member] {
        workspace.map { [.init("workspace_id", Self.number($0))] } ?? []
    }

    /// The application around the service has numbers for identifiers, and compares them as such.
    private static func number(_ text: String) -> JSON {
        Int64(text).map(JSON.integer) ?? .string(text)
    }
}
