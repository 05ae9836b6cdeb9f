import WallTime

/// WPPConnect server's endpoints.
enum WPPConnectRoutes {
    static func all(secretKey: String) -> [Route] {
        server + keyed(secretKey) + sessions + messages
    }

    private static let server = [
        Route("GET", "/healthz", .health, isOpen: true) { call, fleet in
            .json([
                "uptime": .number(fleet.uptime(at: call.at)), "message": "OK",
                "timestamp": .integer(call.at.milliseconds),
            ])
        },
        Route("GET", "/unhealthy", .change, isOpen: true) { call, fleet in
            // The trap: it answers 503, and the process ends.
            fleet.log(.restart, on: nil, for: call) { $0.restart(RestartPlan(), at: call.at) }
            return .json(["message": "The service is unhealthy"], status: 503)
        },
    ]

    // MARK: With the secret key in the path

    private static func keyed(_ secretKey: String) -> [Route] {
        [
            Route("POST", "/api/{id}/{key}/generate-token", .session, isOpen: true) { call, _ in
                guard call.parameter("key") == secretKey else {
                    return .json(["response": false, "message": "The SECRET_KEY is incorrect"], status: 400)
                }
                let id = call.parameter("id")
                let token = WPPConnectDialect.token(for: id, secretKey: secretKey)
                return .json(
                    [
                        "status": "success", "session": .string(id), "token": .string(token),
                        "full": .string("\(id):\(token)"),
                    ], status: 201)
            },
            Route("GET", "/api/{key}/show-all-sessions", .list, isOpen: true) { call, fleet in
                guard call.parameter("key") == secretKey else {
                    return .json(["response": false, "message": "The token is incorrect"], status: 400)
                }
                // The names in the store of logins, and nothing of their states.
                let names = fleet.loaded(seenBy: call.worker).map { JSON.string($0.id) }
                return .json(["response": .array(names)])
            },
            Route("POST", "/api/{id}/{key}/clear-session-data", .change, isOpen: true) { call, fleet in
                guard call.parameter("key") == secretKey else {
                    return .json(["response": false, "message": "The SECRET_KEY is incorrect"], status: 400)
                }
                fleet.perform(.wipe, .logout(keepsEntry: true), on: call.parameter("id"), for: call)
                return .json(["success": true])
            },
        ]
    }

    // MARK: Sessions

    /// A call about a session. One that is not there is answered as one that is stopped: there is no 404.
    private static func about(
        _ method: String, _ pattern: String, _ scope: RequestScope,
        _ answer: @escaping @Sendable (SimulatedSession?, GatewayCall, inout Fleet) -> GatewayAnswer
    ) -> Route {
        Route(method, pattern, scope) { call, fleet in
            answer(fleet.loaded(call.parameter("id"), seenBy: call.worker), call, &fleet)
        }
    }

    private static let sessions = [
        about("GET", "/api/{id}/status-session", .session) { session, _, _ in
            .json(status(session))
        },
        about("GET", "/api/{id}/check-connection-session", .session) { session, _, _ in
            // The deep probe: it asks the page.
            let isAlive = session?.phase == .connected && session?.fault?.kind != .crash
            return .json(["status": .bool(isAlive), "message": isAlive ? "Connected" : "Disconnected"])
        },
        about("GET", "/api/{id}/qrcode-session", .session) { session, _, _ in
            guard session?.phase == .scanning, let text = session?.codeText else {
                return .json([
                    "status": .string(word(for: session)), "message": "QRCode is not available...",
                ])
            }
            return .png(QRCode(Array(text.utf8))?.png() ?? [])
        },
        about("POST", "/api/{id}/start-session", .change) { session, call, fleet in
            let id = call.parameter("id")
            if word(for: session) == "CLOSED" { fleet.start(id, for: call) }
            return .json(status(fleet[id]).setting("session", to: .string(id)))
        },
        about("POST", "/api/{id}/close-session", .change) { _, call, fleet in
            fleet.perform(.stop, .stop(keepsEntry: true), on: call.parameter("id"), for: call)
            return .json(["status": true, "message": "Session successfully closed"])
        },
        about("POST", "/api/{id}/logout-session", .change) { session, call, fleet in
            guard word(for: session) != "CLOSED" else { return inactive }
            fleet.perform(.logout, .logout(keepsEntry: true), on: call.parameter("id"), for: call)
            return .json(["status": true, "message": "Session successfully closed"])
        },
    ]

    /// The answer to calls that need a connection. A dead page gives it too, while the status says CONNECTED
    /// (wppconnect-server#2201, #2211).
    private static let inactive = GatewayAnswer.json(
        ["response": nil, "status": "Disconnected", "message": "A sessão do WhatsApp não está ativa."], status: 404)

    private static func word(for session: SimulatedSession?) -> String {
        switch session?.phase {
        case .connected: "CONNECTED"
        case .scanning: "QRCODE"
        case .starting, .authenticated: "INITIALIZING"
        case nil, .absent, .stopped, .disconnected, .failed: "CLOSED"
        }
    }

    private static func status(_ session: SimulatedSession?) -> JSON {
        let code = session?.phase == .scanning ? session?.codeText : nil
        return [
            "status": .string(word(for: session)),
            "qrcode": code.map { .string(QRCode.dataURL(of: $0)) } ?? nil, "urlcode": .optional(code),
            "version": "2.8.6",
        ]
    }

    private static let messages = [
        about("POST", "/api/{id}/send-message", .send) { _, call, fleet in
            let id = call.parameter("id")
            let phones = call.json["phone"]?.elements ?? [call.json["phone"] ?? nil]
            guard let phone = phones.first?.text, let text = call.json["message"]?.text else {
                return .json(["status": "error", "message": "phone and message are required"], status: 400)
            }
            let recipient = String(phone.prefix { $0 != "@" })
            let (verdict, message) = fleet.send(text, to: recipient, from: id, for: call)
            switch verdict {
            case .notConnected: return inactive
            case .fails where fleet[id]?.fault?.kind == .crash: return inactive
            case .fails(let error):
                return .json(
                    [
                        "status": "error", "message": "Erro ao enviar a mensagem.",
                        "error": ["message": .string(error)],
                    ], status: 500)
            case .accepted, .acceptedUnacknowledged:
                return .json(
                    [
                        "status": "success",
                        "response": [
                            ["id": .string(message), "ack": 0, "to": ["remote": ["user": .string(recipient)]]]
                        ],
                        "mapper": "return", "session": .string(id),
                    ], status: 201)
            }
        }
    ]
}
