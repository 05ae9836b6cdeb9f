/// wwebjs-api's endpoints. Nearly everything is a GET, and nearly everything answers 200.
enum WWebJSAPIRoutes {
    static let all = server + sessions + control + destructive + messages

    private static let server = [
        Route("GET", "/ping", .health, isOpen: true) { _, _ in .json(["success": true, "message": "pong"]) }
    ]

    /// The session, if it is in the map: one that is starting is put there only when it has started.
    private static func entry(_ call: GatewayCall, _ fleet: Fleet) -> SimulatedSession? {
        let session = fleet.loaded(call.parameter("id"), seenBy: call.worker)
        return session?.phase == .starting ? nil : session
    }

    private static let notFound = GatewayAnswer.json(["success": false, "message": "session_not_found"])

    // MARK: Asking

    private static let sessions = [
        Route("GET", "/session/getSessions", .list) { call, fleet in
            let ids = fleet.loaded(seenBy: call.worker).filter { $0.phase != .starting }.map { JSON.string($0.id) }
            return .json(["success": true, "result": .array(ids)])
        },
        Route("GET", "/session/status/{id}", .session) { call, fleet in .json(status(entry(call, fleet))) },
        Route("GET", "/client/getState/{id}", .session) { call, fleet in
            guard let session = entry(call, fleet) else { return notFoundAsError }
            return .json(["success": true, "state": .optional(state(of: session))])
        },
        Route("GET", "/session/qr/{id}", .session) { call, fleet in
            guard let session = entry(call, fleet) else { return notFound }
            guard session.phase == .scanning, let text = session.codeText else { return notReady }
            return .json(["success": true, "qr": .string(text)])
        },
        Route("GET", "/session/qr/{id}/image", .session) { call, fleet in
            guard let session = entry(call, fleet) else { return notFound }
            guard session.phase == .scanning, let text = session.codeText else { return notReady }
            return .png(QRCode(Array(text.utf8))?.png() ?? [])
        },
        Route("POST", "/session/requestPairingCode/{id}", .session) { call, fleet in
            guard let session = entry(call, fleet) else { return notFoundAsError }
            return .json(["success": true, "result": .string(Shapes.pairingCode(for: session.id))])
        },
        Route("GET", "/session/getPageScreenshot/{id}", .session) { call, fleet in
            guard let session = entry(call, fleet) else { return notFoundAsError }
            if session.fault?.kind == .crash {
                return .json(["success": false, "error": .string(session.fault?.text ?? "")], status: 500)
            }
            return .png(PNG.encode(width: 8, height: 8) { _, _ in false })
        },
    ]

    private static let notReady = GatewayAnswer.json([
        "success": false, "message": "qr code not ready or already scanned",
    ])

    private static let notFoundAsError = GatewayAnswer.json(
        ["success": false, "error": "session_not_found"], status: 404)

    /// What the page says of itself: a live look, and so the deep probe.
    private static func status(_ session: SimulatedSession?) -> JSON {
        guard let session else { return ["success": false, "state": nil, "message": "session_not_found"] }
        if session.fault?.kind == .crash {
            let closed = session.phase == .connected ? "browser tab closed" : "session closed"
            return ["success": false, "state": nil, "message": .string(closed)]
        }
        if session.phase == .connected {
            return ["success": true, "state": "CONNECTED", "message": "session_connected"]
        }
        return ["success": false, "state": .optional(state(of: session)), "message": "session_not_connected"]
    }

    /// whatsapp-web.js' own word (`WAState`); nil where the page has none yet.
    private static func state(of session: SimulatedSession) -> String? {
        switch session.phase {
        case .connected: return "CONNECTED"
        // After some codes that nobody scanned the page goes to sleep.
        case .scanning: return session.codeCount > 5 ? "UNPAIRED_IDLE" : "UNPAIRED"
        case .authenticated: return "OPENING"
        case .absent, .stopped, .starting: return nil
        case .disconnected, .failed:
            switch session.reason {
            case "CONFLICT", "TOS_BLOCK", "DEPRECATED_VERSION": return session.reason
            case "LOGOUT": return "UNPAIRED"
            default: return "TIMEOUT"
            }
        }
    }

    // MARK: Changing

    private static let control = [
        Route("GET", "/session/start/{id}", .change) { call, fleet in
            let id = call.parameter("id")
            guard fleet.loaded(id) == nil else {
                return .json(["success": false, "error": .string("Session already exists for: \(id)")], status: 422)
            }
            fleet.start(id, for: call)
            return .json(
                ["success": true, "message": "Session initiated successfully"], delay: fleet.world.timings.start)
        },
        Route("GET", "/session/stop/{id}", .change) { call, fleet in
            guard entry(call, fleet) != nil else { return notFound }
            fleet.perform(.stop, .stop(keepsEntry: false), on: call.parameter("id"), for: call)
            return .json(["success": true, "message": "Session stopped successfully"])
        },
        Route("GET", "/session/restart/{id}", .change) { call, fleet in
            guard entry(call, fleet) != nil else { return notFound }
            fleet.perform(.restart, .restart, on: call.parameter("id"), for: call)
            return .json(["success": true, "message": "Restarted successfully"], delay: fleet.world.timings.start)
        },
    ]

    /// The calls that delete logins, one of them of every session that is not connected right now.
    private static let destructive = [
        Route("GET", "/session/terminate/{id}", .change) { call, fleet in
            guard entry(call, fleet) != nil else { return notFound }
            fleet.perform(.logout, .logout(keepsEntry: false), on: call.parameter("id"), for: call)
            return .json(["success": true, "message": "Logged out successfully"])
        },
        Route("GET", "/session/terminateInactive", .change) { call, fleet in
            flush(call, &fleet) { $0.phase != .connected }
        },
        Route("GET", "/session/terminateAll", .change) { call, fleet in flush(call, &fleet) { _ in true } },
    ]

    private static func flush(
        _ call: GatewayCall, _ fleet: inout Fleet, _ isFlushed: (SimulatedSession) -> Bool
    ) -> GatewayAnswer {
        for session in fleet.loaded() where isFlushed(session) {
            fleet.perform(.wipe, .logout(keepsEntry: false), on: session.id, for: call)
        }
        return .json(["success": true, "message": "Flush completed successfully"])
    }

    // MARK: Messages

    private static let messages = [
        Route("POST", "/client/sendMessage/{id}", .send) { call, fleet in
            guard let session = entry(call, fleet) else { return notFoundAsError }
            guard let chat = call.json["chatId"]?.text else {
                return .json(["success": false, "error": "chatId is required"], status: 500)
            }
            let recipient = String(chat.prefix { $0 != "@" })
            let text = call.json["content"]?.text ?? ""
            let (verdict, message) = fleet.send(text, to: recipient, from: session.id, for: call)
            switch verdict {
            case .notConnected:
                return .json(["success": false, "error": "session_not_connected"], status: 404)
            case .fails(let error): return .json(["success": false, "error": .string(error)], status: 500)
            case .accepted, .acceptedUnacknowledged:
                return .json([
                    "success": true,
                    "message": [
                        "id": ["fromMe": true, "_serialized": .string(message)], "ack": 0, "body": .string(text),
                        "to": .string(chat), "timestamp": Shapes.seconds(call.at),
                    ],
                ])
            }
        }
    ]
}
