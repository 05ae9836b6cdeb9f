import SessionHealth
import WallTime

/// Evolution API's restart: `restart` for an instance that is open or connecting, `connect` for one that is closed. Both
/// use the login it has.
struct EvolutionSoftRecovery: RestartOnlyRecovery {
    static let whyNoStop = "Evolution API cannot stop an instance and keep its login"

    let gateway: EvolutionGateway

    var name: String { gateway.name }
    private var client: GatewayClient { gateway.client }

    func softRestart(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        guard let state = try await gateway.state(of: session.id) else { return .notFound }
        try await gateway.refuseOfficial(session.id, "soft restart")
        let request =
            switch EvolutionShapes.status(state) {
            case .connected, .connecting:
                GatewayRequest(
                    .post, "/instance/restart/\(session.id)", timeout: .seconds(30), timeoutConcernsGateway: false)
            default: EvolutionGateway.connect(session.id)
            }
        let json = try await client.answer(to: request).json
        // It answers 200 for its own failures.
        if json["error"].bool == true {
            throw client.error(
                .refused, request,
                "refused (200 with error): "
                    + printable(EvolutionShapes.words(json).first ?? "it does not say why", limit: 160), status: 200)
        }
        return .accepted
    }
}

/// Evolution API's new instances and ends of logins. The instance itself is never deleted: its webhooks hang on it.
struct EvolutionDestructiveRecovery: DestructiveRecovery {
    let gateway: EvolutionGateway

    private var client: GatewayClient { gateway.client }

    func createSession(_ session: SessionReference) async throws(GatewayError) -> NewSession {
        let exists = try await gateway.state(of: session.id) != nil
        if exists { try await gateway.refuseOfficial(session.id, "new login") }
        let request =
            exists
            ? EvolutionGateway.connect(session.id)
            : GatewayRequest(
                .post, "/instance/create",
                body: [
                    "instanceName": .string(session.id), "integration": "WHATSAPP-BAILEYS", "qrcode": true,
                ], timeout: .seconds(60), timeoutConcernsGateway: false)
        let json = try await client.answer(to: request).json
        if !exists, json["instance"]["instanceName"].text?.isName(session.id) != true {
            throw client.unexpected(request, "does not name the new instance")
        }
        guard case .code(let code) = EvolutionShapes.qrCode(json, now: client.clock.now()) else {
            return NewSession(id: session.id, status: .connecting)
        }
        return NewSession(id: session.id, status: .qrScanning, qrCode: code)
    }

    func endSession(_ session: SessionReference) async throws(GatewayError) -> RecoveryAnswer {
        try await gateway.refuseOfficial(session.id, "end of login")
        let request = GatewayRequest(.delete, "/instance/logout/\(session.id)", reads: [400, 404])
        let answer = try await client.answer(to: request)
        let words = EvolutionShapes.words(answer.json).map { $0.lowercased() }
        switch answer.status {
        case 404 where EvolutionShapes.isMissingInstance(answer.json): return .notFound
        case 400 where words.contains { $0.contains("is not connected") }: return .alreadySo
        case 400, 404: throw client.failure(of: answer.response, to: request)
        default: return .accepted
        }
    }
}
