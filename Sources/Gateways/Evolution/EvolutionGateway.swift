import SessionHealth
import WallTime

/// Evolution API v2: what can be asked of it.
///
/// Paths as in docs-evolution (`openapi/openapi-v2.json`, 2.1.1), but for `restart`, which is a PUT there and a POST in
/// the program itself (`src/api/routes/instance.router.ts`).
struct EvolutionGateway: Gateway {
    let client: GatewayClient
    let memory = EvolutionMemory()

    var name: String { client.name }
    var kind: GatewayKind { .evolution }

    var capabilities: GatewayCapabilities {
        GatewayCapabilities(
            bulkList: .withStatus, evidence: .evolution, absence: .reliable, deepProbe: false, softRestart: true,
            stopStart: false, newLogin: .sameName, qr: .picture, webhookProof: .token, stateWebhooks: true,
            restartSign: .none, ownRetry: .seconds(60), tellsMoreAlone: true, tellsEnding: true)
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
        let read = rows.compactMap(EvolutionShapes.row)
        memory.note(read)
        return SessionList(observations: read.map(\.observation), unreadable: rows.count - read.count)
    }

    func session(_ id: String) async throws(GatewayError) -> SessionLookup {
        guard let state = try await state(of: id) else { return .notFound }
        if await isOfficial(id) { return .found(EvolutionShapes.official(id)) }
        var observation = SessionObservation(id: id, status: EvolutionShapes.status(state), rawStatus: state)
        switch observation.status {
        case .connecting:
            // "connecting" is also what it says while it shows a QR code, and it keeps the code of the last login: only one that
            // took another's place is being shown.
            observation.showsQR = try await showsCode(id)
            if observation.showsQR == true { observation.status = .qrScanning }
        case .disconnected:
            // Why it is closed stands in its database only. Without it the answer is as good as it was.
            if let row = try? await row(of: id)?.observation {
                observation.ending = row.ending
                observation.since = row.since
                observation.phone = row.phone
            }
        case .unknown where state.isEmpty:
            // Not in its memory. "close" in its database is true all the same; "open" there is what it once was.
            observation.detail = "the gateway has it in its database only, and not in memory"
            if let row = try? await row(of: id)?.observation, row.status == .disconnected { observation = row }
        default: break
        }
        return .found(observation)
    }

    /// Whether it shows a code right now; nil where that is not proven yet, and the next look will tell.
    private func showsCode(_ id: String) async throws(GatewayError) -> Bool? {
        let answer = try await answer(of: id)
        guard case .code(let code) = answer.code else { return false }
        return switch memory.look(at: code, count: answer.count, of: id, now: client.clock.now()) {
        case .fresh: true
        case .unproven: nil
        case .stale: false
        }
    }

    /// Whether an instance is one of the official API's. Asked of the gateway once, where its list has not told yet.
    func isOfficial(_ id: String) async -> Bool {
        if let known = memory.isOfficial(id) { return known }
        guard let row = try? await row(of: id) else { return false }
        memory.note([row])
        return row.isOfficial
    }

    private func row(of id: String) async throws(GatewayError) -> EvolutionShapes.Row? {
        let request = GatewayRequest(.get, "/instance/fetchInstances", query: [.init("instanceName", id)])
        return try await client.answer(to: request).json.array?.compactMap(EvolutionShapes.row).first {
            $0.observation.id.isName(id)
        }
    }

    func webhookSettings(_ id: String) async throws(GatewayError) -> [WebhookSetting]? {
        let request = GatewayRequest(.get, "/webhook/find/\(id)")
        let json = try await client.answer(to: request).json
        // `null` where nothing was ever set.
        guard json.isNull || json["enabled"].bool != nil else {
            throw client.unexpected(request, "does not say whether a webhook is enabled")
        }
        guard json["enabled"].bool == true, let url = json["url"].string else { return [] }
        func isOn(_ names: String...) -> Bool { names.contains { json[$0].bool == true } }
        return [
            WebhookSetting(
                url: url, events: (json["events"].array ?? []).compactMap(\.string),
                isByEvents: isOn("webhookByEvents", "webhook_by_events", "byEvents"),
                holdsMedia: isOn("webhookBase64", "webhook_base64", "base64"))
        ]
    }

    func deepProbe(_ id: String) async throws(GatewayError) -> DeepProbeAnswer {
        throw GatewayError(
            .unsupported, gateway: name, operation: "deep probe",
            message: "Evolution API has no call that looks at the socket itself")
    }

    func qrCode(_ id: String) async throws(GatewayError) -> QRCodeAnswer {
        guard let state = try await state(of: id) else { return .notFound }
        if await isOfficial(id) { return .notNeeded }
        switch EvolutionShapes.status(state) {
        case .connected: return .notNeeded
        case .connecting:
            let answer = try await answer(of: id)
            guard case .code(let code) = answer.code else { return answer.code }
            let freshness = memory.look(at: code, count: answer.count, of: id, now: client.clock.now())
            return freshness == .stale ? .notReady : .code(code)
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
        guard instance.isObject, (instance["instanceName"].text ?? id).isName(id) else {
            throw client.unexpected(request, "is not about that instance")
        }
        return instance["state"].string ?? ""
    }

    /// The code of an instance that is connecting, and the how manieth it is. Only ever sent in that state, in which it changes
    /// nothing.
    private func answer(of id: String) async throws(GatewayError) -> (code: QRCodeAnswer, count: Int?) {
        let json = try await client.answer(to: EvolutionGateway.connect(id)).json
        let count = (json["qrcode"].isObject ? json["qrcode"] : json)["count"].count
        return (EvolutionShapes.qrCode(json, now: client.clock.now()), count)
    }

    /// Nothing is done to an instance that has no login of its own.
    func refuseOfficial(_ id: String, _ operation: String) async throws(GatewayError) {
        guard await isOfficial(id) else { return }
        throw GatewayError(
            .unsupported, gateway: name, operation: operation,
            message:
                "'\(printable(id, limit: 80))' is an instance of WhatsApp's official API: it has no QR code and no login of"
                + " its own; look at it in WhatsApp Manager")
    }

    static func connect(_ id: String) -> GatewayRequest {
        GatewayRequest(
            .get, "/instance/connect/\(id)", timeout: .seconds(30), timeoutConcernsGateway: false)
    }
}
