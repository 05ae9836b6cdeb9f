/// GOWA's endpoints.
enum GOWARoutes {
    static let all = server + devices + control + messages

    private static func about(
        _ method: String, _ pattern: String, _ scope: RequestScope,
        _ answer: @escaping @Sendable (SimulatedSession, GatewayCall, inout Fleet) -> GatewayAnswer
    ) -> Route {
        .about(
            method, pattern, scope,
            // Its document says 404; the program passes the error on as it is.
            missing: { problem("INTERNAL_SERVER_ERROR", "device \($0) not found", status: 500) }, answer)
    }

    private static func success(_ message: String, _ results: JSON) -> GatewayAnswer {
        .json(["code": "SUCCESS", "message": .string(message), "status": 200, "results": results])
    }

    static func problem(_ code: String, _ message: String, status: Int) -> GatewayAnswer {
        .json(
            ["code": .string(code), "message": .string(message), "status": .count(status), "results": nil],
            status: status)
    }

    private static let server = [
        Route("GET", "/health", .health, isOpen: true) { _, _ in .text("OK") }
    ]

    // MARK: Asking

    private static let devices = [
        Route("GET", "/devices", .list) { call, fleet in
            let (list, _) = fleet.renderedList(seenBy: call.worker, device)
            let head = #"{"code":"SUCCESS","message":"List devices","status":200,"results":"#
            return .rendered(Array(head.utf8) + list + [UInt8(ascii: "}")])
        },
        about("GET", "/devices/{id}", .session) { session, _, _ in success("Device info", device(session)) },
        about("GET", "/devices/{id}/status", .session) { session, _, _ in success("Device status", flags(session)) },
        Route("GET", "/app/devices", .list) { call, fleet in
            let list = fleet.loaded(seenBy: call.worker).filter { $0.phase == .connected }.map { session -> JSON in
                [
                    "name": .string(session.label), "device": .string(session.id),
                    "jid": .string("\(session.phone)@s.whatsapp.net"),
                ]
            }
            return success("Fetch device success", .array(list))
        },
        Route("GET", "/app/status", .session) { call, fleet in
            guard let id = call.headers["x-device-id"], let session = fleet.loaded(id, seenBy: call.worker) else {
                return problem("DEVICE_NOT_FOUND", "device not found", status: 404)
            }
            return success("Connection status retrieved", flags(session))
        },
        Route("GET", "/statics/images/qrcode/{file}", .session) { call, fleet in
            let id = call.parameter("file").dropFirst("scan-qr-".count).dropLast(".png".count)
            guard let text = fleet.loaded(String(id))?.codeText else { return .text("Not Found", status: 404) }
            return .png(QRCode(Array(text.utf8))?.png() ?? [])
        },
    ]

    private static func device(_ session: SimulatedSession) -> JSON {
        let jid = session.hasLogin ? "\(session.phone)@s.whatsapp.net" : ""
        return [
            "id": .string(session.id), "phone_number": .string(session.hasLogin ? session.phone : ""),
            "display_name": .string(session.label), "state": .string(word(for: session)), "jid": .string(jid),
            "created_at": .string(session.createdAt.iso8601),
        ]
    }

    private static func word(for session: SimulatedSession) -> String {
        switch session.phase {
        case .connected: "logged_in"
        // The socket is up, and nobody is logged in.
        case .scanning: "connected"
        case .starting, .authenticated: "connecting"
        case .absent, .stopped, .disconnected, .failed: "disconnected"
        }
    }

    private static func flags(_ session: SimulatedSession) -> JSON {
        [
            "device_id": .string(session.id),
            "is_connected": .bool(session.phase == .connected || session.phase == .scanning),
            // Authenticated on this socket, which says nothing of a login that waits for its connection.
            "is_logged_in": .bool(session.phase == .connected),
        ]
    }

    // MARK: Changing

    private static let control = [
        Route("POST", "/devices", .change) { call, fleet in
            guard let id = call.json["device_id"]?.text, !id.isEmpty else {
                return problem("BAD_REQUEST", "device_id: cannot be blank.", status: 400)
            }
            fleet.log(.create, on: id, for: call) { fleet in
                let slot = fleet.addUnknown(id, at: call.at)
                if !fleet.slots[slot].isLoaded { fleet.handle(.stop(keepsEntry: true), slot: slot, at: call.at) }
            }
            return success("Device added", fleet[id].map(device) ?? nil)
        },
        about("GET", "/devices/{id}/login", .change) { session, call, fleet in
            guard !session.hasLogin else {
                return problem("ALREADY_LOGGED_IN", "you are already logged in.", status: 400)
            }
            if session.phase != .scanning {
                fleet.perform(.renewCode, .start, on: session.id, for: call)
                // The answer waits for the code, so it is there by now.
                fleet.follow(.started, on: session.id, at: call.at)
            }
            let link = "\(call.origin)/statics/images/qrcode/scan-qr-\(session.id).png"
            return success(
                "Login success",
                ["device_id": .string(session.id), "qr_link": .string(link), "qr_duration": 30])
        },
        about("POST", "/devices/{id}/login/code", .change) { session, _, _ in
            let code = Shapes.pairingCode(for: session.id)
            return success(
                "Login with code started",
                ["device_id": .string(session.id), "pair_code": .string("\(code.prefix(4))-\(code.suffix(4))")])
        },
        about("POST", "/devices/{id}/reconnect", .change) { session, call, fleet in
            guard session.hasLogin else {
                return problem("INTERNAL_SERVER_ERROR", "you are not loggin", status: 500)
            }
            fleet.perform(.restart, .restart, on: session.id, for: call)
            return success("Success", nil)
        },
        about("POST", "/devices/{id}/logout", .change) { session, call, fleet in
            fleet.perform(.logout, .logout(keepsEntry: true), on: session.id, for: call)
            return success("Success", nil)
        },
        about("DELETE", "/devices/{id}", .change) { session, call, fleet in
            fleet.delete(session.id, for: call)
            return success("Success", nil)
        },
    ]

    private static let messages = [
        Route("POST", "/send/message", .send) { call, fleet in
            guard let phone = call.json["phone"]?.text, let text = call.json["message"]?.text else {
                return problem("BAD_REQUEST", "phone: cannot be blank; message: cannot be blank.", status: 400)
            }
            guard let id = call.headers["x-device-id"], fleet.loaded(id, seenBy: call.worker) != nil else {
                return problem("DEVICE_NOT_FOUND", "device not found", status: 404)
            }
            let recipient = String(phone.prefix { $0 != "@" })
            let (verdict, message) = fleet.send(text, to: recipient, from: id, for: call)
            switch verdict {
            case .notConnected: return problem("INTERNAL_SERVER_ERROR", "you are not loggin", status: 500)
            case .fails(let error): return problem("INTERNAL_SERVER_ERROR", error, status: 500)
            case .accepted, .acceptedUnacknowledged:
                return success(
                    "Success",
                    [
                        "message_id": .string(message),
                        "status": .string("Message sent to \(phone) (server timestamp: \(call.at.iso8601))"),
                    ])
            }
        }
    ]
}
