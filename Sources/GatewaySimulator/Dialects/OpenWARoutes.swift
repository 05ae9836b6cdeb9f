/// OpenWA's endpoints, with the prefix /api.
enum OpenWARoutes {
    static let all = server + sessions + control + messages

    private static func about(
        _ method: String, _ pattern: String, _ scope: RequestScope,
        _ answer: @escaping @Sendable (SimulatedSession, GatewayCall, inout Fleet) -> GatewayAnswer
    ) -> Route {
        .about(
            method, pattern, scope,
            missing: { Shapes.nest(404, "Session with id '\($0)' not found", error: "Not Found") }, answer)
    }

    // MARK: The server

    private static let server = [
        Route("GET", "/api/health", .health, isOpen: true) { call, _ in
            .json(["status": "ok", "timestamp": .string(call.at.iso8601), "version": "0.8.0"])
        },
        Route("GET", "/api/health/live", .health, isOpen: true) { _, _ in .json(["status": "ok"]) },
        Route("GET", "/api/health/ready", .health, isOpen: true) { _, _ in
            .json(["status": "ok", "details": ["database": ["status": "up"]]])
        },
        Route("GET", "/api/sessions/stats/overview", .health) { call, fleet in
            var counts: [String: Int] = [:]
            let sessions = fleet.loaded(seenBy: call.worker)
            for session in sessions { counts[word(for: session), default: 0] += 1 }
            let resident = Int(fleet.residentMemory(at: call.at) * 1_048_576)
            return .json([
                "total": .count(sessions.count), "active": .count(counts["ready"] ?? 0),
                "byStatus": .object(counts.sorted { $0.key < $1.key }.map { JSONMember($0.key, .count($0.value)) }),
                "memoryUsage": [
                    "rss": .count(resident), "heapUsed": .count(resident / 3), "heapTotal": .count(resident / 2),
                ],
            ])
        },
    ]

    // MARK: Sessions

    /// What a list without `limit` holds.
    private static let defaultLimit = 50

    private static let sessions = [
        Route("GET", "/api/sessions", .list) { call, fleet in
            let limit = call.query["limit"].map { Int($0) ?? 0 } ?? defaultLimit
            let offset = call.query["offset"].map { Int($0) ?? -1 } ?? 0
            guard (1...1000).contains(limit) else {
                return Shapes.nest(400, "limit must not be greater than 1000", error: "Bad Request")
            }
            guard offset >= 0 else { return Shapes.nest(400, "offset must not be less than 0", error: "Bad Request") }
            var found = fleet.loaded(seenBy: call.worker)
            if let name = call.query["name"] { found = found.filter { named($0) == name } }
            return .json(.array(found.dropFirst(offset).prefix(limit).map(shape)))
        },
        about("GET", "/api/sessions/{id}", .session) { session, _, _ in .json(shape(session)) },
        about("GET", "/api/sessions/{id}/qr", .session) { session, _, _ in
            guard session.phase == .scanning, let text = session.codeText else {
                return Shapes.nest(400, "QR code not available", error: "Bad Request")
            }
            return .json(["qrCode": .string(QRCode.dataURL(of: text)), "status": .string(word(for: session))])
        },
    ]

    static func word(for session: SimulatedSession) -> String {
        switch session.phase {
        case .absent: "disconnected"
        // Its engine gives up at once where trying again is of no use (403, 440), and tries for ever where it may help.
        case .disconnected, .failed:
            switch session.reason {
            case "TOS_BLOCK": "action_required"
            case "CONFLICT", "DEPRECATED_VERSION": "failed"
            default: session.phase == .failed ? "failed" : "disconnected"
            }
        case .stopped: session.connectedAt == nil && !session.hasLogin ? "created" : "disconnected"
        case .starting: "initializing"
        case .scanning: "qr_ready"
        case .authenticated: "authenticating"
        case .connected: "ready"
        }
    }

    /// A session goes by an identifier that the gateway gives; those of a mix are named as they are.
    private static func named(_ session: SimulatedSession) -> String {
        session.extra.first { $0.name == "name" }?.value.text ?? session.id
    }

    private static func shape(_ session: SimulatedSession) -> JSON {
        [
            "id": .string(session.id), "name": .string(named(session)), "status": .string(word(for: session)),
            "phone": .optional(session.knownPhone),
            "pushName": session.knownPhone == nil ? nil : .string(session.label),
            "connectedAt": .optional(session.connectedAt?.iso8601), "lastActive": .string(session.lastActivity.iso8601),
            // Kept in memory, and only while it is failed or waits for somebody.
            "lastError": ["failed", "action_required"].contains(word(for: session))
                ? .optional(lastError(session)) : nil,
            "restriction": restriction(session),
            "engineLoaded": .bool(![.absent, .stopped].contains(session.phase)),
            "createdAt": .string(session.createdAt.iso8601),
        ]
    }

    /// The last error in its own words.
    private static func lastError(_ session: SimulatedSession) -> String? {
        switch session.reason {
        case "CONFLICT": "Session was replaced by another connection (CONFLICT)"
        default: session.reason
        }
    }

    private static func restriction(_ session: SimulatedSession) -> JSON {
        if session.fault?.kind == .timeLocked { return ["kind": "reachout_timelock", "code": 463, "expiresAt": nil] }
        if session.reason == "TOS_BLOCK" { return ["kind": "banned", "code": 403, "expiresAt": nil] }
        return nil
    }

    // MARK: Changing

    private static let control = [
        Route("POST", "/api/sessions", .change) { call, fleet in
            guard let name = call.json["name"]?.text, !name.isEmpty else {
                return Shapes.nest(400, "name should not be empty", error: "Bad Request")
            }
            guard !fleet.loaded().contains(where: { named($0) == name }) else {
                return Shapes.nest(409, "Session with name '\(name)' already exists", error: "Conflict")
            }
            let id = Shapes.uuid(for: name)
            fleet.log(.create, on: id, for: call) { fleet in
                let slot = fleet.addUnknown(id, at: call.at)
                fleet.update(slot) { $0.extra = [JSONMember("name", .string(name))] }
                fleet.handle(.stop(keepsEntry: true), slot: slot, at: call.at)
            }
            return .json(fleet[id].map(shape) ?? nil, status: 201)
        },
        about("POST", "/api/sessions/{id}/start", .change) { session, call, fleet in
            guard [.absent, .stopped, .disconnected, .failed].contains(session.phase) else {
                return Shapes.nest(400, "Session is already started", error: "Bad Request")
            }
            fleet.perform(.start, .start, on: session.id, for: call)
            return .json(fleet[session.id].map(shape) ?? nil, status: 201)
        },
        about("POST", "/api/sessions/{id}/stop", .change) { session, call, fleet in
            guard ![.absent, .stopped].contains(session.phase) else {
                return Shapes.nest(400, "Session is not started", error: "Bad Request")
            }
            fleet.perform(.stop, .stop(keepsEntry: true), on: session.id, for: call)
            return .json(fleet[session.id].map(shape) ?? nil, status: 201)
        },
        about("POST", "/api/sessions/{id}/force-kill", .change) { session, call, fleet in
            fleet.perform(.stop, .stop(keepsEntry: true), on: session.id, for: call)
            return .json(fleet[session.id].map(shape) ?? nil, status: 201)
        },
        about("POST", "/api/sessions/{id}/logout", .change) { session, call, fleet in
            guard ![.absent, .stopped].contains(session.phase) else {
                return Shapes.nest(400, "Session is not started", error: "Bad Request")
            }
            fleet.perform(.logout, .logout(keepsEntry: true), on: session.id, for: call)
            return .json(fleet[session.id].map(shape) ?? nil, status: 201)
        },
        about("DELETE", "/api/sessions/{id}", .change) { session, call, fleet in
            fleet.delete(session.id, for: call)
            return GatewayAnswer(status: 204, contentType: nil, bytes: [])
        },
    ]

    private static let messages = [
        about("POST", "/api/sessions/{id}/messages/send-text", .send) { session, call, fleet in
            guard let chat = call.json["chatId"]?.text, let text = call.json["text"]?.text else {
                return Shapes.nest(400, "chatId and text should not be empty", error: "Bad Request")
            }
            let (verdict, message) = fleet.send(
                text, to: String(chat.prefix { $0 != "@" }), from: session.id, for: call)
            switch verdict {
            case .notConnected: return Shapes.nest(400, "Session is not ready", error: "Bad Request")
            case .fails(let error): return Shapes.nest(500, error)
            case .accepted, .acceptedUnacknowledged:
                return .json(["messageId": .string(message), "timestamp": Shapes.seconds(call.at)], status: 201)
            }
        }
    ]
}
