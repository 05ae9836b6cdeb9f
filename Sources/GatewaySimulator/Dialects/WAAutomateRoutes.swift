/// wa-automate's endpoints.
enum WAAutomateRoutes {
    static let all = [
        Route("GET", "/health", .health) { call, fleet in .json(health(call, fleet)) },
        Route("GET", "/qr", .session) { _, fleet in
            guard let text = fleet.slots.first?.codeText else { return .json(["error": "No QR code"], status: 404) }
            return .json(["qr": .string(text)])
        },
        Route("GET", "/api/session/getConnectionState", .session) { _, fleet in
            // It runs in the page, and so needs a living one.
            if let fault = fleet.slots.first?.fault, fault.kind == .crash {
                return .json(["success": false, "error": .string(fault.text)], status: 500)
            }
            return .json(["success": true, "response": .string(fleet.slots.first.map(word) ?? "UNLAUNCHED")])
        },
        Route("GET", "/api/session/healthCheck", .session) { call, fleet in
            .json(["success": true, "response": health(call, fleet)])
        },
        Route("GET", "/api/session/getProcessStats", .health) { call, fleet in
            let resident = fleet.residentMemory(at: call.at)
            return .json([
                "success": true,
                "response": [
                    "memory": .number(resident * 1_048_576), "cpu": 2.5, "uptime": .number(fleet.uptime(at: call.at)),
                ],
            ])
        },
        Route("POST", "/api/messages/sendText", .send) { call, fleet in
            guard let id = fleet.slots.first?.id, let chat = call.json["to"]?.text,
                let text = call.json["content"]?.text
            else { return .json(["success": false, "error": "to and content are required"], status: 400) }
            let (verdict, message) = fleet.send(text, to: String(chat.prefix { $0 != "@" }), from: id, for: call)
            switch verdict {
            case .notConnected: return .json(["success": false, "error": "Client is not connected"], status: 503)
            case .fails(let error): return .json(["success": false, "error": .string(error)], status: 500)
            case .accepted, .acceptedUnacknowledged:
                return .json(["success": true, "response": .string(message)])
            }
        },
    ]

    static func word(for session: SimulatedSession) -> String {
        switch session.phase {
        case .absent: "UNLAUNCHED"
        case .stopped: "STOPPED"
        case .starting: "STARTING"
        // It waits for the scan in the phase that is called so; the code stands beside it.
        case .scanning: "AUTHENTICATING"
        case .authenticated: "AUTHENTICATING"
        case .connected: "CONNECTED"
        case .disconnected, .failed: session.reason == "CONFLICT" ? "CONFLICT" : "DISCONNECTED"
        }
    }

    private static func health(_ call: GatewayCall, _ fleet: Fleet) -> JSON {
        let session = fleet.slots.first
        let state = session.map(word) ?? "UNLAUNCHED"
        let isReady = session?.phase == .connected
        return [
            "status": "ok", "version": "5.0.0-alpha.1",
            "host": ["wid": .optional(session?.knownPhone.map { "\($0)@c.us" }), "platform": "linux"],
            "connected": .bool(isReady),
            "session": [
                "ready": .bool(isReady), "status": .string(isReady ? "READY" : state), "state": .string(state),
                "pending": [], "blockers": (session?.reason).map { [.string($0)] } ?? [], "exposureSafe": true,
            ],
            "qr": .optional(session?.codeText), "launchTimeline": [], "reconnections": [],
            "startedAt": .string(fleet.startedAt.iso8601), "lastEventAt": .optional(session?.lastActivity.iso8601),
        ]
    }
}
