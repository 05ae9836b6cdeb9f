import SessionHealth

/// WPPConnect's restart: close, which keeps the login, and start.
struct WPPConnectSoftRecovery: SoftRecovery {
    let gateway: WPPConnectGateway

    func softRestart(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        // Starting a name that it does not know would create a session.
        guard case .found(let observation) = try await gateway.session(session.id) else { return .notFound }
        if !observation.isClosed { try await close(session) }
        try await gateway.startSession(session.id)
        return .accepted
    }

    func stop(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        guard case .found(let observation) = try await gateway.session(session.id) else { return .notFound }
        // It answers 500 when told to close what does not run.
        guard !observation.isClosed else { return .alreadySo }
        try await close(session)
        return .accepted
    }

    func start(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        guard case .found(let observation) = try await gateway.session(session.id) else { return .notFound }
        guard observation.isClosed else { return .alreadySo }
        try await gateway.startSession(session.id)
        return .accepted
    }

    private func close(_ session: SessionReference) async throws(GatewayError) {
        let request = GatewayRequest(
            .post, "/api/\(session.id)/close-session", body: [:], timeout: .seconds(30), timeoutConcernsGateway: false)
        _ = try await gateway.client.answer(to: request, session: session.id)
    }
}

/// WPPConnect's new sessions and ends of logins.
struct WPPConnectDestructiveRecovery: DestructiveRecovery {
    let gateway: WPPConnectGateway

    func createSession(_ session: SessionReference) async throws(GatewayError) -> NewSession {
        try await gateway.startSession(session.id)
        // Its answer is the status from before the start; the QR code comes with the status later.
        return NewSession(id: session.id, status: .connecting)
    }

    func endSession(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        guard case .found(let observation) = try await gateway.session(session.id) else { return .notFound }
        guard !observation.isClosed else {
            try await gateway.client.clearData(of: session.id)
            return .accepted
        }
        let request = GatewayRequest(
            .post, "/api/\(session.id)/logout-session", body: [:], timeout: .seconds(30), timeoutConcernsGateway: false)
        _ = try await gateway.client.answer(to: request, session: session.id)
        return .accepted
    }
}

extension WPPConnectGateway {
    fileprivate func startSession(_ id: String) async throws(GatewayError) {
        let request = GatewayRequest(
            .post, "/api/\(id)/start-session", body: ["waitQrCode": false], timeout: .seconds(60),
            timeoutConcernsGateway: false)
        _ = try await client.answer(to: request, session: id)
    }
}
