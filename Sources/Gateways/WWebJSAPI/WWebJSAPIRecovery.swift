import SessionHealth

/// wwebjs-api's restarts. They are GETs; all three keep the login.
struct WWebJSAPISoftRecovery: SoftRecovery {
    let client: GatewayClient

    func softRestart(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        let answer = try await client.wwebjsControl("/session/restart/\(session.id)")
        // One that is not in memory may still have its login on disk, and starts with it.
        return answer == .notFound ? try await start(session) : answer
    }

    func stop(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        try await client.wwebjsControl("/session/stop/\(session.id)")
    }

    func start(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        try await client.wwebjsControl("/session/start/\(session.id)")
    }
}

/// wwebjs-api's new sessions and ends of logins, one at a time.
struct WWebJSAPIDestructiveRecovery: DestructiveRecovery {
    let client: GatewayClient

    func createSession(_ session: SessionReference) async throws(GatewayError) -> NewSession {
        _ = try await client.wwebjsControl("/session/start/\(session.id)")
        return NewSession(id: session.id, status: .connecting)
    }

    func endSession(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        try await client.wwebjsControl("/session/terminate/\(session.id)")
    }
}

extension GatewayClient {
    fileprivate func wwebjsControl(_ path: RequestPath) async throws(GatewayError) -> RecoveryAnswer {
        let request = GatewayRequest(
            .get, path, reads: [422], timeout: .seconds(60), timeoutConcernsGateway: false)
        let answer = try await answer(to: request)
        if answer.isSuccess, answer.json["success"].bool == true { return .accepted }
        let said = answer.json["message"].string ?? answer.json["error"].string ?? ""
        if said == "session_not_found" { return .notFound }
        if said.hasPrefix("Session already exists") { return .alreadySo }
        guard answer.isSuccess else { throw failure(of: answer.response, to: request) }
        throw error(
            .refused, request, "refused (200 without success): \(printable(said, limit: 160))", status: answer.status)
    }
}
