import WallTime

/// WAHA's endpoints.
enum WAHARoutes {
    static let all = server + sessions + control + pairing + messages

    private static func about(
        _ method: String, _ pattern: String, _ scope: RequestScope,
        _ answer: @escaping @Sendable (SimulatedSession, GatewayCall, inout Fleet) -> GatewayAnswer
    ) -> Route {
        .about(method, pattern, scope, missing: { _ in missing }, answer)
    }

    private static let missing = Shapes.nest(404, "Session not found", error: "Not Found")

    // MARK: The server

    private static let server = [
        Route("GET", "/ping", .health, isOpen: true) { _, _ in .json(["message": "pong"]) },
        Route("GET", "/health", .health) { _, _ in
            let details: JSON = ["mediaFiles.space": ["status": "up"], "sessionsFiles.space": ["status": "up"]]
            return .json(["status": "ok", "info": details, "error": [:], "details": details])
        },
        Route("GET", "/api/server/status", .health) { call, fleet in
            .json([
                "startTimestamp": .integer(fleet.startedAt.milliseconds),
                "uptime": .count(Int(fleet.uptime(at: call.at) * 1000)), "worker": ["id": "waha-1"],
            ])
        },
        Route("GET", "/api/server/version", .health) { _, _ in .json(WAHAShapes.environment) },
        Route("GET", "/api/version", .health) { _, _ in .json(WAHAShapes.environment) },
    ]

    // MARK: Sessions

    private static let sessions = [
        Route("GET", "/api/sessions", .list) { call, fleet in
            // The trap: without `all` the stopped ones look as if they were not there.
            let all = call.query["all"] == "true"
            return .rendered(
                fleet.renderedList(seenBy: call.worker, where: { all || $0.phase != .stopped }, WAHAShapes.full).bytes)
        },
        about("GET", "/api/sessions/{id}", .session) { session, _, _ in .json(WAHAShapes.full(session)) },
        about("GET", "/api/sessions/{id}/me", .session) { session, _, _ in .json(WAHAShapes.me(session)) },
        Route("GET", "/api/screenshot", .session) { call, fleet in
            guard let session = fleet.loaded(call.query["session"] ?? "default", seenBy: call.worker) else {
                return missing
            }
            guard [.connected, .scanning].contains(session.phase) else {
                return WAHAShapes.wrongState(session, expected: ["SCAN_QR_CODE", "WORKING"])
            }
            // The deep probe: it needs a living page.
            if session.fault?.kind == .crash { return WAHAShapes.broken(session.fault?.text ?? "", call) }
            return picture(WAHAShapes.blankPicture, type: "image/jpeg", call)
        },
    ]

    private static let control = [
        Route("POST", "/api/sessions", .change) { call, fleet in create(call, &fleet) },
        about("POST", "/api/sessions/{id}/start", .change) { session, call, fleet in
            // Asking twice changes nothing.
            if [.stopped, .failed, .disconnected].contains(session.phase) {
                fleet.perform(.start, .start, on: session.id, for: call)
            }
            return changed(session.id, fleet)
        },
        about("POST", "/api/sessions/{id}/stop", .change) { session, call, fleet in
            if session.phase != .stopped { fleet.perform(.stop, .stop(keepsEntry: true), on: session.id, for: call) }
            return changed(session.id, fleet)
        },
        about("POST", "/api/sessions/{id}/restart", .change) { session, call, fleet in
            fleet.perform(.restart, .restart, on: session.id, for: call)
            return changed(session.id, fleet)
        },
        about("POST", "/api/sessions/{id}/logout", .change) { session, call, fleet in
            fleet.perform(.logout, .logout(keepsEntry: true), on: session.id, for: call)
            // What ran starts from scratch: with a QR code.
            if session.phase != .stopped { fleet.follow(.start, on: session.id, at: call.at) }
            return changed(session.id, fleet)
        },
        about("DELETE", "/api/sessions/{id}", .change) { session, call, fleet in
            fleet.delete(session.id, for: call)
            return GatewayAnswer(status: 200, contentType: nil, bytes: [])
        },
    ]

    private static func create(_ call: GatewayCall, _ fleet: inout Fleet) -> GatewayAnswer {
        let json = call.json
        guard let name = json["name"]?.text, !name.isEmpty else {
            return Shapes.nest(400, "name should not be empty", error: "Bad Request")
        }
        if fleet.loaded(name) != nil {
            return Shapes.nest(
                422, "Session '\(name)' already exists. Use PUT to update it.", error: "Unprocessable Entity")
        }
        fleet.start(name, for: call, extra: json["config"].map { [JSONMember("config", $0)] } ?? [])
        if json["start"]?.flag == false { fleet.follow(.stop(keepsEntry: true), on: name, at: call.at) }
        return changed(name, fleet)
    }

    private static func changed(_ id: String, _ fleet: Fleet) -> GatewayAnswer {
        .json(fleet[id].map(WAHAShapes.brief) ?? nil, status: 201)
    }

    // MARK: Pairing

    private static let pairing = [
        about("GET", "/api/{id}/auth/qr", .session) { session, call, _ in
            guard session.phase == .scanning, let text = session.codeText else {
                return WAHAShapes.wrongState(session, expected: ["SCAN_QR_CODE"])
            }
            if call.query["format"] == "raw" { return .json(["value": .string(text)]) }
            return picture(QRCode(Array(text.utf8))?.png() ?? [], type: "image/png", call)
        },
        about("POST", "/api/{id}/auth/request-code", .session) { session, _, _ in
            guard session.phase == .scanning else {
                return WAHAShapes.wrongState(session, expected: ["SCAN_QR_CODE"])
            }
            let code = Shapes.pairingCode(for: session.id)
            return .json(["code": .string("\(code.prefix(4))-\(code.suffix(4))")], status: 201)
        },
    ]

    /// A picture as itself, or in base 64 for those who ask for JSON.
    private static func picture(_ bytes: [UInt8], type: String, _ call: GatewayCall) -> GatewayAnswer {
        if call.headers["accept"]?.contains("application/json") == true {
            return .json(["mimetype": .string(type), "data": .string(Shapes.toBase64(bytes))])
        }
        return GatewayAnswer(status: 200, contentType: type, bytes: bytes)
    }

    // MARK: Messages

    private static let messages = [
        Route("POST", "/api/sendText", .send) { call, fleet in
            let json = call.json
            guard let chat = json["chatId"]?.text, let text = json["text"]?.text else {
                return Shapes.nest(400, "chatId and text should not be empty", error: "Bad Request")
            }
            guard let session = fleet.loaded(json["session"]?.text ?? "default", seenBy: call.worker) else {
                return missing
            }
            let recipient = String(chat.prefix { $0 != "@" })
            let (verdict, message) = fleet.send(text, to: recipient, from: session.id, for: call)
            switch verdict {
            case .notConnected: return WAHAShapes.wrongState(session, expected: ["WORKING"])
            case .fails(let error): return WAHAShapes.broken(error, call)
            case .accepted, .acceptedUnacknowledged:
                return .json(WAHAShapes.sent(message, to: recipient, text, from: session, at: call.at), status: 201)
            }
        }
    ]
}
