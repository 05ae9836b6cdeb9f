/// The endpoints of the Node.js service.
enum NodeRoutes {
    static func all(variant: NodeDialect.Variant) -> [Route] {
        let isLater = variant == .parameter
        var routes = NodeHealthRoutes.all + sessions(isLater) + messages
        if isLater { routes += later }
        return routes
    }

    private static func sessions(_ isLater: Bool) -> [Route] {
        [
            Route("POST", "/api/sessions", .change) { call, fleet in create(call, &fleet) },
            Route("GET", "/api/sessions", .list) { call, fleet in list(call, &fleet) },
            Route("GET", "/api/sessions/{id}/status", .session) { call, fleet in
                found(call, fleet) { .json(NodeShapes.status($0)) }
            },
            Route("GET", "/api/sessions/{id}/metadata", .session) { call, fleet in
                found(call, fleet) { session in
                    .json([
                        "success": true, "session_id": .string(session.id),
                        "metadata": NodeShapes.metadata(session, isLater: isLater),
                    ])
                }
            },
            Route("PUT", "/api/sessions/{id}/metadata", .session) { call, fleet in putMetadata(call, &fleet, isLater) },
            Route("POST", "/api/sessions/{id}/restore", .change) { _, _ in
                // Broken in the service: it reads a variable that is not there.
                .json(["error": "sessionId is not defined"], status: 500)
            },
            Route("DELETE", "/api/sessions/{id}", .change) { call, fleet in delete(call, &fleet, isLater) },
            Route("POST", "/api/sessions/{id}/reconnect", .change) { call, fleet in
                guard isLater || isLoaded(call, fleet) else { return missingAsError }
                return started(call.parameter("id"), call, &fleet)
            },
            Route("POST", "/api/sessions/{id}/regenerate-qr", .change) { call, fleet in
                guard isLoaded(call, fleet) else { return missingAsError }
                fleet.perform(.renewCode, .renewCode, on: call.parameter("id"), for: call)
                // `qr_code` is undefined in practice, and so left out.
                return .json(["expires_in": 300])
            },
        ]
    }

    private static let messages = [
        Route("POST", "/api/messages/send", .send) { call, fleet in send(call, &fleet) },
        Route("GET", "/api/messages/{id}/validate", .session) { call, fleet in
            found(call, fleet) { .json(NodeShapes.validation($0, at: call.at)) }
        },
    ]

    /// What only the later version has. The clean-up calls ask for no key, and delete logins.
    private static let later = [
        Route("GET", "/api/internal/sessions/{id}/last-activity", .session) { call, fleet in
            found(call, fleet) { .json(NodeShapes.activity($0, at: call.at)) }
        },
        Route("POST", "/cleanup/run", .change, isOpen: true) { call, fleet in
            let idle = fleet.slots.filter { !$0.isLoaded && $0.hasLogin }
            for session in idle { fleet.perform(.wipe, .logout(keepsEntry: false), on: session.id, for: call) }
            return .json(["success": true, "cleaned": .count(idle.count)])
        },
        Route("POST", "/cleanup/{id}", .change, isOpen: true) { call, fleet in
            fleet.perform(.wipe, .logout(keepsEntry: false), on: call.parameter("id"), for: call)
            return .json(["success": true, "session_id": .string(call.parameter("id"))])
        },
    ]

    // MARK: Handlers

    private static let missing = GatewayAnswer.json(["error": "Session not found"], status: 404)
    private static let missingAsError = GatewayAnswer.json(["error": "Session not found"], status: 500)

    private static func isLoaded(_ call: GatewayCall, _ fleet: Fleet) -> Bool {
        fleet.loaded(call.parameter("id"), seenBy: call.worker) != nil
    }

    private static func found(
        _ call: GatewayCall, _ fleet: Fleet, _ answer: (SimulatedSession) -> GatewayAnswer
    ) -> GatewayAnswer {
        fleet.loaded(call.parameter("id"), seenBy: call.worker).map(answer) ?? missing
    }

    private static func list(_ call: GatewayCall, _ fleet: inout Fleet) -> GatewayAnswer {
        let (sessions, count) = fleet.renderedList(seenBy: call.worker, NodeShapes.listed)
        return .rendered(Array(#"{"success":true,"sessions":"#.utf8) + sessions + Array(#","total":\#(count)}"#.utf8))
    }

    private static func create(_ call: GatewayCall, _ fleet: inout Fleet) -> GatewayAnswer {
        guard let id = call.json["session_id"]?.text, !id.isEmpty else {
            return .json(["error": "session_id is required"], status: 500)
        }
        return started(id, call, &fleet)
    }

    /// Starts a browser with the login that lies there, if one does. The answer waits for the browser, and says
    /// qr_scanning whatever comes of it.
    private static func started(_ id: String, _ call: GatewayCall, _ fleet: inout Fleet) -> GatewayAnswer {
        let json = call.json
        fleet.start(id, for: call, workspace: json["workspace_id"]?.int ?? 1, account: json["account_id"]?.int ?? 1)
        return .json(
            ["success": true, "session_id": .string(id), "status": "qr_scanning"], delay: fleet.world.timings.start)
    }

    private static func delete(_ call: GatewayCall, _ fleet: inout Fleet, _ isLater: Bool) -> GatewayAnswer {
        let id = call.parameter("id")
        if isLoaded(call, fleet) {
            fleet.perform(.delete, .stop(keepsEntry: false), on: id, for: call)
            guard isLater else { return .json(["success": true]) }
            return .json([
                "success": true, "message": "Session disconnected successfully", "alreadyDisconnected": false,
            ])
        }
        guard isLater else { return missingAsError }
        // What makes this version dangerous: a session that is not in memory loses its login.
        fleet.perform(.delete, .logout(keepsEntry: false), on: id, for: call)
        return .json(["success": true, "message": "Session already disconnected", "alreadyDisconnected": true])
    }

    private static func putMetadata(_ call: GatewayCall, _ fleet: inout Fleet, _ isLater: Bool) -> GatewayAnswer {
        guard let slot = fleet.slot(of: call.parameter("id")), isLoaded(call, fleet) else { return missing }
        guard let updates = call.json["updates"]?.members else {
            return .json(["error": "updates object is required"], status: 400)
        }
        fleet.log(.metadata, on: call.parameter("id"), for: call)
        fleet.update(slot) { session in
            let names = Set(updates.map(\.name))
            session.extra = session.extra.filter { !names.contains($0.name) } + updates
        }
        return .json([
            "success": true, "session_id": .string(call.parameter("id")),
            "metadata": NodeShapes.metadata(fleet.slots[slot], isLater: isLater),
        ])
    }

    private static func send(_ call: GatewayCall, _ fleet: inout Fleet) -> GatewayAnswer {
        let json = call.json
        guard let id = json["session_id"]?.text, let recipient = json["recipient_phone"]?.text,
            let text = json["message"]?.text
        else { return .json(["error": "Missing required fields: session_id, recipient_phone, message"], status: 400) }
        guard let session = fleet.loaded(id, seenBy: call.worker) else { return missing }
        let (verdict, message) = fleet.send(text, to: recipient, from: id, for: call)
        switch verdict {
        case .notConnected:
            let word = NodeShapes.word(for: session) ?? "undefined"
            return .json(["error": .string("Session is not connected. Current status: \(word)")], status: 400)
        case .fails(let error): return .json(["error": .string(error)], status: 500)
        case .accepted, .acceptedUnacknowledged:
            return .json([
                "success": true, "message_id": .string(message), "timestamp": .string(call.at.iso8601),
            ])
        }
    }
}
