import SessionHealth
import WallTime

/// Evolution API v2: what can be asked of it.
///
/// Paths as in docs-evolution (`openapi/openapi-v2.json`, 2.1.1), but for `restart`, which is a PUT there and a POST in
/// the program itself (`src/api/routes/instance.router.ts`).
struct EvolutionGateway: Gateway {
    let client: GatewayClient

    var name: String { client.name }
    var kind: GatewayKind { .evolution }

    var capabilities: GatewayCapabilities {
        GatewayCapabilities(
            bulkList: .withStatus, statusSource: .stored, absence: .reliable, deepProbe: false, softRestart: true,
            stopStart: false, newLogin: .sameName, qr: .picture, webhookProof: .token, stateWebhooks: true,
            restartSign: .none, ownRetry: .seconds(60), tellsMoreAlone: true, tellsEnding: true,
            // Its memory; the list is its database, which keeps "open" while it reconnects by itself (evolution-api#2403).
            aloneSource: .memory)
    }

    func probe() async throws(GatewayError) -> GatewayProbe {
        // Slow where its host has no way out: it looks up WhatsApp Web's version for this answer.
        let request = GatewayRequest(.get, "/")
        let answer = try await client.answer(to: request)
        guard let status = answer.json["status"].int else {
            throw client.unexpected(request, "has no status in it")
        }
        return GatewayProbe(
            at: client.clock.now(), latency: answer.latency,
            complaint: status == 200 ? nil : "it answers with the status \(status)",
            version: answer.json["version"].string)
    }

    func sessions(known: [String]) async throws(GatewayError) -> SessionList {
        let request = GatewayRequest(.get, "/instance/fetchInstances")
        guard let rows = try await client.answer(to: request).json.array else {
            throw client.unexpected(request, "is not a list of instances")
        }
        let observations = rows.compactMap(EvolutionShapes.row)
        return SessionList(observations: observations, unreadable: rows.count - observations.count)
    }

    func session(_ id: String) async throws(GatewayError) -> SessionLookup {
        guard let state = try await state(of: id) else { return .notFound }
        var observation = SessionObservation(id: id, status: EvolutionShapes.status(state), rawStatus: state)
        switch observation.status {
        case .connecting:
            // "connecting" is also what it says while it shows a QR code.
            let isShown = if case .code = try await code(of: id) { true } else { false }
            observation.showsQR = isShown
            if isShown { observation.status = .qrScanning }
        case .disconnected:
            // Why it is closed stands in its database only. Without it the answer is as good as it was.
            if let row = try? await row(of: id) {
                observation.ending = row.ending
                observation.since = row.since
                observation.phone = row.phone
            }
        case .unknown where state.isEmpty:
            // Not in its memory. "close" in its database is true all the same; "open" there is what it once was.
            if let row = try? await row(of: id), row.status == .disconnected { observation = row }
        default: break
        }
        return .found(observation)
    }

    private func row(of id: String) async throws(GatewayError) -> SessionObservation? {
        let request = GatewayRequest(.get, "/instance/fetchInstances", query: [.init("instanceName", id)])
        return try await client.answer(to: request).json.array?.compactMap(EvolutionShapes.row).first { $0.id == id }
    }

    func webhookSettings(_ id: String) async throws(GatewayError) -> [WebhookSetting]? {
        let request = GatewayRequest(.get, "/webhook/find/\(id)")
        let json = try await client.answer(to: request).json
        // `null` where nothing was ever set.
        guard json.isNull || json["enabled"].bool != nil else {
            throw client.unexpected(request, "does not say whether a webhook is enabled")
        }
        guard json["enabled"].bool == true, let url = json["url"].string else { return [] }
        return [WebhookSetting(url: url, events: (json["events"].array ?? []).compactMap(\.string))]
    }

    func deepProbe(_ id: String) async throws(GatewayError) -> DeepProbeAnswer {
        throw GatewayError(
            .unsupported, gateway: name, operation: "deep probe",
            message: "Evolution API has no call that looks at the socket itself")
    }

    func qrCode(_ id: String) async throws(GatewayError) -> QRCodeAnswer {
        guard let state = try await state(of: id) else { return .notFound }
        switch EvolutionShapes.status(state) {
        case .connected: return .notNeeded
        case .connecting: return try await code(of: id)
        // `connect` would reconnect a closed instance: that is a start, not a question.
        default: return .notReady
        }
    }

    /// The state in its memory; empty where it has none, nil where there is no such instance.
    func state(of id: String) async throws(GatewayError) -> String? {
        let request = GatewayRequest(.get, "/instance/connectionState/\(id)", reads: [404])
        let answer = try await client.answer(to: request)
        if answer.status == 404 {
            guard EvolutionShapes.isMissingInstance(answer.json) else {
                throw client.failure(of: answer.response, to: request)
            }
            return nil
        }
        let instance = answer.json["instance"]
        guard instance.isObject, instance["instanceName"].text ?? id == id else {
            throw client.unexpected(request, "is not about that instance")
        }
        return instance["state"].string ?? ""
    }

    /// The code of an instance that is connecting. Only ever sent in that state, in which it changes nothing.
    private func code(of id: String) async throws(GatewayError) -> QRCodeAnswer {
        let answer = try await client.answer(to: EvolutionGateway.connect(id))
        return EvolutionShapes.qrCode(answer.json, now: client.clock.now())
    }

    static func connect(_ id: String) -> GatewayRequest {
        GatewayRequest(
            .get, "/instance/connect/\(id)", timeout: .seconds(30), timeoutConcernsGateway: false)
    }
}
