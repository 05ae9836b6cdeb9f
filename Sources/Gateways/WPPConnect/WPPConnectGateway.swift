import Basics
import SessionHealth
import WallTime

/// WPPConnect server: what can be asked of it.
///
/// Paths as in its `src/swagger.json` (2.0.0). `/unhealthy` is never asked: it ends the process.
struct WPPConnectGateway: Gateway {
    let client: WPPConnectClient

    var name: String { client.client.name }
    var kind: GatewayKind { .wppconnect }

    var capabilities: GatewayCapabilities {
        GatewayCapabilities(
            // It answers CLOSED for a stopped session and for one that never was; only the list tells them apart.
            bulkList: .namesOnly, evidence: .wppconnect, absence: .indistinct, deepProbe: true, softRestart: true,
            stopStart: true, newLogin: .sameName, qr: .picture, webhookProof: .sharedSecret, stateWebhooks: true,
            restartSign: .uptime, ownRetry: .seconds(30))
    }

    func probe() async throws(GatewayError) -> GatewayProbe {
        let request = GatewayRequest(.get, "/healthz", reads: [503])
        let answer: GatewayAnswer
        do throws(GatewayError) {
            answer = try await client.client.answer(to: request)
        } catch {
            // A proxy may stand before this route alone. What the list answers counts.
            guard error.isAboutRoute else { throw error }
            let start = ContinuousClock.now
            _ = try await client.names()
            return GatewayProbe(at: client.client.clock.now(), latency: start.duration(to: .now))
        }
        guard let uptime = answer.json["uptime"].seconds else {
            throw client.client.unexpected(request, "has no uptime in it")
        }
        return GatewayProbe(
            at: client.client.clock.now(), latency: answer.latency,
            complaint: answer.isSuccess ? nil : answer.json["message"].string ?? "it answers with the status 503",
            uptime: uptime)
    }

    func sessions(known: [String]) async throws(GatewayError) -> SessionList {
        let items = try await client.names()
        let names = items.compactMap(\.sessionName)
        let stored = Set(names.map { Name($0) })
        // One that is being linked is not in its store yet, so those we know of are asked for as well.
        return await client.client.list(
            names + known, unreadable: items.count - names.count, isComplete: true
        ) { id throws(GatewayError) in
            let observation = try await status(of: id)
            return observation.isClosed && !stored.contains(Name(id)) ? .notFound : .found(observation)
        }
    }

    func session(_ id: String) async throws(GatewayError) -> SessionLookup {
        let observation = try await status(of: id)
        guard observation.isClosed else { return .found(observation) }
        let stored = try await client.names().contains { $0.sessionName?.isName(id) == true }
        return stored ? .found(observation) : .notFound
    }

    func deepProbe(_ id: String) async throws(GatewayError) -> DeepProbeAnswer {
        let request = GatewayRequest(
            .get, "/api/\(id)/check-connection-session", timeoutConcernsGateway: false)
        let answer: GatewayAnswer
        do throws(GatewayError) {
            answer = try await client.answer(to: request, session: id)
        } catch {
            guard error.code == .timedOut else { throw error }
            return DeepProbeAnswer(.inconclusive, detail: error.message, latency: client.client.limits.total)
        }
        let said = answer.json["message"].string
        switch answer.json["status"].bool {
        case true?: return DeepProbeAnswer(.alive, detail: said, latency: answer.latency)
        case false?:
            // It says the same of a page that is dead and of a session that was never started; only against a status of
            // CONNECTED it proves anything (wppconnect-server#2201, #2211).
            let isConnected = try await status(of: id).status == .connected
            return DeepProbeAnswer(isConnected ? .dead : .inconclusive, detail: said, latency: answer.latency)
        case nil: throw client.client.unexpected(request, "does not say whether it is connected")
        }
    }

    func qrCode(_ id: String) async throws(GatewayError) -> QRCodeAnswer {
        let request = WPPConnectGateway.statusRequest(id)
        let json = try await client.answer(to: request, session: id).json
        guard let observation = WPPConnectShapes.session(json, id: id) else {
            throw client.client.unexpected(request, "has no status in it")
        }
        if observation.status == .connected { return .notNeeded }
        let now = client.client.clock.now()
        let code = [json["qrcode"].string, json["urlcode"].string].lazy.compactMap {
            $0.flatMap { QRCode($0, shownAt: now) }
        }.first
        if let code { return .code(code) }
        guard observation.isClosed else { return .notReady }
        return try await client.names().contains { $0.sessionName?.isName(id) == true } ? .notReady : .notFound
    }

    static func statusRequest(_ id: String) -> GatewayRequest {
        GatewayRequest(.get, "/api/\(id)/status-session")
    }

    /// What it says of a session by itself; `isClosed` may mean that there is none.
    func status(of id: String) async throws(GatewayError) -> SessionObservation {
        let request = WPPConnectGateway.statusRequest(id)
        let json = try await client.answer(to: request, session: id).json
        guard let observation = WPPConnectShapes.session(json, id: id) else {
            throw client.client.unexpected(request, "has no status in it")
        }
        return observation
    }
}

extension SessionObservation {
    /// Whether WPPConnect says that it does not run, which it also says of sessions that it never had.
    var isClosed: Bool { rawStatus == "CLOSED" }
}
