import SessionHealth
import WallTime

/// wwebjs-api (avoylenko) and chrishubert/whatsapp-api, which it continues: what can be asked of it.
///
/// Paths as in its `swagger.json`. Its calls that end sessions in bulk (`terminateInactive`, `terminateAll`) are never
/// made: they delete the login of every session that is not connected at that moment.
struct WWebJSAPIGateway: Gateway {
    let client: GatewayClient

    var name: String { client.name }
    var kind: GatewayKind { .wwebjsAPI }

    var capabilities: GatewayCapabilities {
        GatewayCapabilities(
            // A session enters its list only when its browser is up: one that starts looks as if it were not there.
            bulkList: .namesOnly, evidence: .wwebjsAPI, absence: .confirm, deepProbe: true, softRestart: true,
            stopStart: true, newLogin: .sameName, qr: .text, webhookProof: .sharedSecret, stateWebhooks: true,
            restartSign: .none, ownRetry: .seconds(60), tellsEnding: true)
    }

    func probe() async throws(GatewayError) -> GatewayProbe {
        let request = GatewayRequest(.get, "/ping")
        let answer = try await client.answer(to: request)
        guard answer.json["success"].bool == true else { throw client.unexpected(request, "is not a pong") }
        return GatewayProbe(at: client.clock.now(), latency: answer.latency)
    }

    func sessions(known: [String]) async throws(GatewayError) -> SessionList {
        let request = GatewayRequest(.get, "/session/getSessions")
        var items: [JSON] = []
        var hasList = true
        do throws(GatewayError) {
            guard let result = try await client.answer(to: request).json["result"].array else {
                throw client.unexpected(request, "has no list of sessions in it")
            }
            items = result
        } catch {
            // chrishubert/whatsapp-api has no list; there the sessions that we know of are all we can ask for.
            guard error.code == .wrongRoute else { throw error }
            hasList = false
        }
        let names = items.compactMap(\.sessionName)
        var list = await client.list(
            names + known, unreadable: items.count - names.count, isComplete: hasList
        ) { id throws(GatewayError) in try await session(id) }
        if !hasList { list.remark = Self.noList }
        return list
    }

    private static let noList =
        "this version (chrishubert/whatsapp-api) has no list of sessions: add each one by its name, with account-add"

    func session(_ id: String) async throws(GatewayError) -> SessionLookup {
        switch try await status(id).status {
        case .notFound: return .notFound
        case .found(let observation): return .found(observation)
        case .dependsOnQR(var observation):
            if case .code = try await code(id) {
                observation.status = .qrScanning
                observation.showsQR = true
            } else {
                observation.showsQR = false
            }
            return .found(observation)
        }
    }

    /// It runs something in the page for this answer, which takes up to 13 s with a page that hangs.
    private func status(
        _ id: String
    ) async throws(GatewayError) -> (status: WWebJSAPIShapes.Status, latency: Duration) {
        let request = GatewayRequest(
            .get, "/session/status/\(id)", timeout: client.limits.total * 1.5, timeoutConcernsGateway: false)
        let answer = try await client.answer(to: request)
        guard let status = WWebJSAPIShapes.status(answer.json, id: id) else {
            throw client.unexpected(request, "has no status in it")
        }
        return (status, answer.latency)
    }

    func deepProbe(_ id: String) async throws(GatewayError) -> DeepProbeAnswer {
        let (status, latency) = try await status(id)
        switch status {
        case .notFound: return DeepProbeAnswer(.inconclusive, detail: "there is no such session", latency: latency)
        case .dependsOnQR(let observation):
            // A state was read from the page, so the page lives; without one nothing was.
            let isRead = WhatsAppWebState(observation.rawStatus) != nil
            return DeepProbeAnswer(isRead ? .alive : .inconclusive, detail: observation.detail, latency: latency)
        case .found(let observation):
            let finding: DeepProbe =
                switch observation.status {
                case .connected: .alive
                // Any state but an error was read from the page, so the page lives.
                case _ where WhatsAppWebState(observation.rawStatus) != nil: .alive
                case .failed: .dead
                // What is a reload of the page at the first look is a crash at the second.
                case _ where CrashPattern.find(in: observation.detail ?? "", confirmed: true) != nil: .dead
                default: .inconclusive
                }
            return DeepProbeAnswer(finding, detail: observation.detail, latency: latency)
        }
    }

    func qrCode(_ id: String) async throws(GatewayError) -> QRCodeAnswer {
        let answer = try await code(id)
        guard case .notReady = answer else { return answer }
        // "Not ready or already scanned": which of the two, its status tells.
        guard case .found(let observation) = try await status(id).status else { return .notReady }
        return observation.status == .connected ? .notNeeded : .notReady
    }

    /// The code that it keeps until it is scanned.
    private func code(_ id: String) async throws(GatewayError) -> QRCodeAnswer {
        let request = GatewayRequest(.get, "/session/qr/\(id)")
        let json = try await client.answer(to: request).json
        guard let success = json["success"].bool else { throw client.unexpected(request, "is not about a QR code") }
        guard success else { return json["message"].string == "session_not_found" ? .notFound : .notReady }
        guard let code = json["qr"].string.flatMap({ QRCode($0, shownAt: client.clock.now()) }) else {
            throw client.unexpected(request, "has no QR code in it")
        }
        return .code(code)
    }
}
