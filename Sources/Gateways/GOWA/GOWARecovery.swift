import SessionHealth

/// GOWA's restart: `reconnect`, which keeps the login.
struct GOWASoftRecovery: RestartOnlyRecovery {
    static let whyNoStop = "GOWA cannot stop a device and keep its login"

    let client: GatewayClient

    var name: String { client.name }

    func softRestart(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        let request = GatewayRequest(
            .post, "/devices/\(session.id)/reconnect", reads: [404, 500], timeout: .seconds(30),
            timeoutConcernsGateway: false)
        return try await client.gowaAnswer(to: request) == nil ? .notFound : .accepted
    }
}

/// GOWA's new devices and ends of logins. The device's slot is never removed: its webhook settings hang on it.
struct GOWADestructiveRecovery: DestructiveRecovery {
    let gateway: GOWAGateway

    private var client: GatewayClient { gateway.client }

    func createSession(_ session: SessionReference) async throws(GatewayError) -> NewSession {
        if case .notFound = try await gateway.session(session.id) {
            let request = GatewayRequest(.post, "/devices", body: ["device_id": .string(session.id)])
            let json = try await client.answer(to: request).json
            guard json["results"]["id"].text == session.id else {
                throw client.unexpected(request, "does not name the new device")
            }
        }
        guard case .code(let code) = try await gateway.newCode(session.id) else {
            return NewSession(id: session.id, status: .connecting)
        }
        return NewSession(id: session.id, status: .qrScanning, qrCode: code)
    }

    func endSession(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        let request = GatewayRequest(
            .post, "/devices/\(session.id)/logout", reads: [404, 500], timeout: .seconds(30),
            timeoutConcernsGateway: false)
        return try await client.gowaAnswer(to: request) == nil ? .notFound : .accepted
    }
}
