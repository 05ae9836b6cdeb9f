/// Evolution API's endpoints. Its OpenAPI file says PUT for `restart`; its router has POST, and so it is here.
enum EvolutionRoutes {
    static let all = server + instances + control + messages

    private static func about(
        _ method: String, _ pattern: String, _ scope: RequestScope,
        _ answer: @escaping @Sendable (SimulatedSession, GatewayCall, inout Fleet) -> GatewayAnswer
    ) -> Route {
        .about(method, pattern, scope, missing: EvolutionShapes.missing, answer)
    }

    private static let server = [
        Route("GET", "/", .health, isOpen: true) { call, _ in
            .json([
                "status": 200, "message": "Welcome to the Evolution API, it is working!", "version": "2.3.0",
                "clientName": "evolution_exchange", "manager": .string("\(call.origin)/manager"),
                "documentation": "https://doc.evolution-api.com", "whatsappWebVersion": "2.3000.1025000000",
            ])
        }
    ]

    private static let instances = [
        Route("GET", "/instance/fetchInstances", .list) { call, fleet in
            guard let name = call.query["instanceName"] else {
                return .rendered(fleet.renderedList(seenBy: call.worker, EvolutionShapes.row).bytes)
            }
            guard let session = fleet.loaded(name, seenBy: call.worker) else { return EvolutionShapes.missing(name) }
            return .json([EvolutionShapes.row(session)])
        },
        about("GET", "/instance/connectionState/{id}", .session) { session, _, _ in
            .json(EvolutionShapes.state(session))
        },
        about("GET", "/instance/connect/{id}", .change) { session, call, fleet in
            switch session.phase {
            case .connected: return .json(EvolutionShapes.state(session))
            case .starting, .scanning, .authenticated: return .json(EvolutionShapes.code(session))
            case .absent, .stopped, .disconnected, .failed:
                fleet.perform(.start, .start, on: session.id, for: call)
                // Nothing is drawn yet: {"count": 0}.
                return .json(fleet[session.id].map(EvolutionShapes.code) ?? nil)
            }
        },
    ]

    private static let control = [
        Route("POST", "/instance/create", .change) { call, fleet in create(call, &fleet) },
        about("POST", "/instance/restart/{id}", .change) { session, call, fleet in
            guard [.starting, .scanning, .authenticated, .connected].contains(session.phase) else {
                // Its own word for "this failed" is 200.
                return .json(["error": true, "message": .string("Instance \"\(session.id)\" is not connected")])
            }
            fleet.perform(.restart, .restart, on: session.id, for: call)
            return .json(fleet[session.id].map(EvolutionShapes.state) ?? nil)
        },
        about("DELETE", "/instance/logout/{id}", .change) { session, call, fleet in
            guard ["open", "connecting"].contains(EvolutionShapes.word(for: session)) else {
                return EvolutionShapes.problem(
                    400, "Bad Request", "The \"\(session.id)\" instance is not connected")
            }
            fleet.perform(.logout, .logout(keepsEntry: true), on: session.id, for: call)
            return .json(["status": "SUCCESS", "error": false, "response": ["message": "Instance logged out"]])
        },
        about("DELETE", "/instance/delete/{id}", .change) { session, call, fleet in
            fleet.delete(session.id, for: call)
            return .json(["status": "SUCCESS", "error": false, "response": ["message": "Instance deleted"]])
        },
        about("POST", "/webhook/set/{id}", .session) { session, call, fleet in
            fleet.log(.webhook, on: session.id, for: call)
            let webhook = call.json["webhook"] ?? call.json
            if let slot = fleet.slot(of: session.id) {
                fleet.update(slot) { session in
                    session.extra = session.extra.filter { $0.name != "webhook" } + [JSONMember("webhook", webhook)]
                }
            }
            return .json(webhook, status: 201)
        },
        about("GET", "/webhook/find/{id}", .session) { session, _, _ in
            .json(session.extra.first { $0.name == "webhook" }?.value ?? nil)
        },
    ]

    private static func create(_ call: GatewayCall, _ fleet: inout Fleet) -> GatewayAnswer {
        let json = call.json
        guard let name = json["instanceName"]?.text, !name.isEmpty, json["integration"]?.text != nil else {
            return EvolutionShapes.problem(400, "Bad Request", "instanceName and integration are required")
        }
        guard fleet.loaded(name) == nil else {
            return EvolutionShapes.problem(403, "Forbidden", "This name \"\(name)\" is already in use.")
        }
        fleet.start(name, for: call)
        if json["qrcode"]?.flag != true { fleet.follow(.stop(keepsEntry: true), on: name, at: call.at) }
        let word = fleet[name].map(EvolutionShapes.word) ?? "close"
        return .json(
            [
                "instance": [
                    "instanceName": .string(name), "instanceId": .string(Shapes.uuid(for: name)),
                    "integration": "WHATSAPP-BAILEYS", "status": .string(word),
                ],
                "hash": .string(Shapes.token(for: name)), "webhook": [:], "settings": [:], "qrcode": ["count": 0],
            ], status: 201)
    }

    private static let messages = [
        about("POST", "/message/sendText/{id}", .send) { session, call, fleet in
            guard let number = call.json["number"]?.text, let text = call.json["text"]?.text else {
                return EvolutionShapes.problem(400, "Bad Request", "number and text are required")
            }
            let recipient = String(number.prefix { $0 != "@" })
            let (verdict, message) = fleet.send(text, to: recipient, from: session.id, for: call)
            switch verdict {
            case .notConnected: return EvolutionShapes.problem(400, "Bad Request", "Connection Closed")
            case .fails(let error): return EvolutionShapes.problem(500, "Internal Server Error", error)
            case .accepted, .acceptedUnacknowledged:
                return .json(
                    EvolutionShapes.message(message, with: recipient, text, fromMe: true, call.at), status: 201)
            }
        }
    ]
}
