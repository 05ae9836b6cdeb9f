import SessionHealth
import WallTime

/// WAHA: what can be asked of it.
///
/// Paths and shapes as in its OpenAPI document (waha-docs, `static/swagger/openapi.json`, 2026.7.1).
struct WAHAGateway: Gateway {
    let client: GatewayClient
    let memory = WAHAMemory()

    var name: String { client.name }
    var kind: GatewayKind { .waha }

    var capabilities: GatewayCapabilities {
        GatewayCapabilities(
            bulkList: .withStatus, evidence: .waha, absence: .reliable, deepProbe: true, softRestart: true,
            stopStart: true, newLogin: .sameName, qr: .picture, webhookProof: .signed, stateWebhooks: true,
            restartSign: .uptime,
            // It restarts a failed WEBJS session after 2 s (waha#355); sockets reconnect within seconds (waha#756).
            ownRetry: .seconds(15))
    }

    func probe() async throws(GatewayError) -> GatewayProbe {
        // `/health` is not asked: it is an error in the free edition, and where it is not it speaks of disks.
        let (status, uptime) = try await serverStatus()
        let now = client.clock.now()
        let version = try await client.answer(to: GatewayRequest(.get, "/api/server/version"))
        return GatewayProbe(
            at: now, latency: status.latency, version: Self.version(version.json),
            uptime: uptime)
    }

    /// For how long it has been running.
    private func serverStatus() async throws(GatewayError) -> (answer: GatewayAnswer, uptime: Duration?) {
        let request = GatewayRequest(.get, "/api/server/status")
        let status = try await client.answer(to: request)
        guard status.json["startTimestamp"].double != nil || status.json["uptime"].double != nil else {
            throw client.unexpected(request, "has no start time in it")
        }
        let now = client.clock.now()
        let uptime =
            status.json["uptime"].double.flatMap { $0 >= 0 && $0 < 3.2e12 ? .milliseconds(Int64($0)) : nil }
            ?? status.json["startTimestamp"].timestamp.map { now - $0 }
        if let uptime { memory.started(at: now - uptime) }
        return (status, uptime)
    }

    /// Adds that its user stopped it to what is STOPPED, where that is sure: it ran before, in the process that runs now.
    private func withStops(_ observations: [SessionObservation]) async -> [SessionObservation] {
        guard memory.saw(observations) else { return observations }
        // Asked now: a restart a moment ago stops sessions as well.
        guard (try? await serverStatus().uptime) != nil else { return observations }
        return observations.map { observation in
            guard memory.wasStopped(observation) else { return observation }
            var stopped = observation
            stopped.ending = .stoppedByUser
            return stopped
        }
    }

    private static func version(_ json: JSON) -> String? {
        json["version"].string.map { version in
            [version, json["engine"].string, json["tier"].string].compactMap(\.self).joined(separator: " ")
        }
    }

    func sessions(known: [String]) async throws(GatewayError) -> SessionList {
        // Without `all` the stopped ones are left out, and would look as if they were gone.
        let request = GatewayRequest(.get, "/api/sessions", query: [.init("all", "true")])
        guard let items = try await client.answer(to: request).json.array else {
            throw client.unexpected(request, "is not a list of sessions")
        }
        let observations = await withStops(items.compactMap(WAHAShapes.session))
        return SessionList(observations: observations, unreadable: items.count - observations.count)
    }

    func session(_ id: String) async throws(GatewayError) -> SessionLookup {
        let lookup = try await client.lookUp(
            id, at: "/api/sessions/\(id)", isMissing: WAHAShapes.isMissingSession, read: WAHAShapes.session)
        guard case .found(let observation) = lookup else { return lookup }
        return .found(await withStops([observation]).first ?? observation)
    }

    func webhookSettings(_ id: String) async throws(GatewayError) -> [WebhookSetting]? {
        let request = GatewayRequest(.get, "/api/sessions/\(id)")
        let answer = try await client.answer(to: request)
        guard WAHAShapes.session(answer.json)?.id.isName(id) == true else {
            throw client.unexpected(request, "is not about that session")
        }
        return (answer.json["config"]["webhooks"].array ?? []).prefix(64).compactMap { webhook in
            webhook["url"].string.map { url in
                WebhookSetting(
                    url: url, events: (webhook["events"].array ?? []).compactMap(\.string),
                    isSigned: webhook["hmac"]["key"].string?.isEmpty == false)
            }
        }
    }

    func deepProbe(_ id: String) async throws(GatewayError) -> DeepProbeAnswer {
        // A picture of a dead page fails while its status still says WORKING (waha#137). What the picture shows is of no
        // interest and is dropped at once.
        let request = GatewayRequest(
            .get, "/api/screenshot", query: [.init("session", id)], expects: .bytes, reads: [404, 422, 500, 501],
            timeoutConcernsGateway: false)
        guard let answer = try await client.answerUnlessTimedOut(to: request) else {
            return DeepProbeAnswer(.inconclusive, detail: "no answer in time", latency: client.limits.total)
        }
        if answer.isSuccess {
            guard answer.response.isPicture else { throw client.unexpected(request, "is not a picture") }
            return DeepProbeAnswer(.alive, latency: answer.latency)
        }
        let said =
            answer.json["exception"]["message"].string ?? answer.json["message"].string
            ?? answer.json["error"].string
        // 422: the session is not in a state for it. 501: this engine has no page.
        let isDead = answer.status == 500 && said.map { CrashPattern.find(in: $0, confirmed: true) != nil } == true
        return DeepProbeAnswer(isDead ? .dead : .inconclusive, detail: said, latency: answer.latency)
    }

    func qrCode(_ id: String) async throws(GatewayError) -> QRCodeAnswer {
        // The status comes first: the QR route answers a wrong status with an error, and starts nothing.
        guard case .found(let observation) = try await session(id) else { return .notFound }
        switch observation.status {
        case .connected: return .notNeeded
        case .qrScanning where !observation.needsPerson: break
        default: return .notReady
        }
        let request = GatewayRequest(
            .get, "/api/\(id)/auth/qr", query: [.init("format", "image")], reads: [404, 422])
        let answer = try await client.answer(to: request)
        guard answer.isSuccess else { return .notReady }
        guard answer.json["mimetype"].string == "image/png", let data = answer.json["data"].string,
            let code = QRCode("data:image/png;base64," + data, shownAt: client.clock.now())
        else { throw client.unexpected(request, "is not a QR code") }
        return .code(code)
    }
}
