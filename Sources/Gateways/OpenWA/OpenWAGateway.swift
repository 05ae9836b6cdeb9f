import SessionHealth
import WallTime

/// OpenWA (rmyndharis/OpenWA): what can be asked of it. Sessions go by their `id` there, which it gives itself.
///
/// Paths as in its `openapi.json`.
struct OpenWAGateway: Gateway {
    let client: GatewayClient
    let memory = OpenWAMemory()

    /// The most that it lists at once.
    private static let pageSize = 1000
    private static let pageLimit = 100

    var name: String { client.name }
    var kind: GatewayKind { .openwa }

    var capabilities: GatewayCapabilities {
        GatewayCapabilities(
            bulkList: .withStatus, evidence: .openwa, absence: .reliable, deepProbe: false, softRestart: true,
            stopStart: true, newLogin: .sameName, qr: .picture, webhookProof: .signed, stateWebhooks: true,
            restartSign: .none,
            // It backs off up to 5 minutes between its own tries.
            ownRetry: .seconds(300), tellsEnding: true, tellsMemory: true)
    }

    func probe() async throws(GatewayError) -> GatewayProbe {
        let request = GatewayRequest(.get, "/api/health", reads: [503])
        let health: GatewayAnswer
        do throws(GatewayError) {
            // With the key: a proxy may want it here as everywhere else.
            health = try await client.answer(to: request)
        } catch {
            guard error.isAboutRoute else { throw error }
            return try await probeByOverview()
        }
        guard let status = health.json["status"].string else { throw client.unexpected(request, "has no status in it") }
        let at = client.clock.now()
        let overview = try await client.answer(to: GatewayRequest(.get, "/api/sessions/stats/overview"))
        let (sessions, memory) = OpenWAShapes.overview(overview.json)
        let isGood = ["ok", "healthy", "up"].contains(status.lowercased())
        return GatewayProbe(
            at: at, latency: health.latency,
            complaint: isGood ? nil : "it calls itself '\(printable(status, limit: 40))'",
            version: health.json["version"].string, uptime: health.json["uptime"].seconds, sessions: sessions,
            memory: memory)
    }

    /// The probe where its health is not to be had: what is told with the key counts.
    private func probeByOverview() async throws(GatewayError) -> GatewayProbe {
        let request = GatewayRequest(.get, "/api/sessions/stats/overview")
        let overview = try await client.answer(to: request)
        let (sessions, memory) = OpenWAShapes.overview(overview.json)
        guard sessions != nil else { throw client.unexpected(request, "has no numbers of sessions in it") }
        return GatewayProbe(
            at: client.clock.now(), latency: overview.latency, sessions: sessions, memory: memory)
    }

    func sessions(known: [String]) async throws(GatewayError) -> SessionList {
        var sessions: [OpenWAShapes.Session] = []
        var unreadable = 0
        for page in 0..<Self.pageLimit {
            let request = GatewayRequest(
                .get, "/api/sessions",
                query: [.init("limit", String(Self.pageSize)), .init("offset", String(page * Self.pageSize))])
            guard let items = try await client.answer(to: request).json.array else {
                throw client.unexpected(request, "is not a list of sessions")
            }
            let read = items.compactMap(OpenWAShapes.session)
            sessions += read
            unreadable += items.count - read.count
            if items.count < Self.pageSize {
                // Between two pages a session may slip from one to the other unseen: then only a question after the
                // session itself says that it is gone.
                return list(sessions, unreadable: unreadable, isComplete: page == 0)
            }
        }
        return list(sessions, unreadable: unreadable, isComplete: false)
    }

    private func list(_ sessions: [OpenWAShapes.Session], unreadable: Int, isComplete: Bool) -> SessionList {
        memory.saw(sessions)
        return SessionList(
            observations: sessions.map(withStop), unreadable: unreadable, isComplete: isComplete)
    }

    /// What is told of a session, with its user's stop where that is sure.
    private func withStop(_ session: OpenWAShapes.Session) -> SessionObservation {
        var observation = session.observation
        if observation.ending == nil, memory.wasStopped(session) { observation.ending = .stoppedByUser }
        return observation
    }

    func session(_ id: String) async throws(GatewayError) -> SessionLookup {
        try await client.lookUp(
            id, at: "/api/sessions/\(id)", isMissing: OpenWAShapes.isMissingSession,
            read: { json in
                guard let session = OpenWAShapes.session(json) else { return nil }
                memory.saw(session)
                return withStop(session)
            })
    }

    func webhookSettings(_ id: String) async throws(GatewayError) -> [WebhookSetting]? {
        let request = GatewayRequest(.get, "/api/sessions/\(id)/webhooks")
        guard let items = try await client.answer(to: request).json.array else {
            throw client.unexpected(request, "is not a list of webhooks")
        }
        return items.prefix(64).filter { $0["active"].bool != false }.compactMap { webhook in
            webhook["url"].string.map { url in
                WebhookSetting(url: url, events: (webhook["events"].array ?? []).compactMap(\.string))
            }
        }
    }

    func deepProbe(_ id: String) async throws(GatewayError) -> DeepProbeAnswer {
        throw GatewayError(
            .unsupported, gateway: name, operation: "deep probe",
            message: "OpenWA has no call that looks at the browser page itself; a watchdog of its own does")
    }

    func qrCode(_ id: String) async throws(GatewayError) -> QRCodeAnswer {
        guard case .found(let observation) = try await session(id) else { return .notFound }
        switch observation.status {
        case .connected: return .notNeeded
        case .qrScanning: break
        default: return .notReady
        }
        // Needs a key with the role "operator".
        let request = GatewayRequest(.get, "/api/sessions/\(id)/qr", reads: [400, 404])
        let answer = try await client.answer(to: request)
        guard answer.isSuccess else { return .notReady }
        guard let code = answer.json["qrCode"].string.flatMap({ QRCode($0, shownAt: client.clock.now()) }) else {
            throw client.unexpected(request, "has no QR code in it")
        }
        return .code(code)
    }
}
