import WallTime

/// The shapes of Evolution API's answers.
enum EvolutionShapes {
    static func word(for session: SimulatedSession) -> String {
        switch session.phase {
        case .connected: "open"
        case .starting, .scanning, .authenticated: "connecting"
        // What the database remembers of a session that is not in memory.
        case .absent: session.hasLogin && session.reason == nil ? "open" : "close"
        case .stopped, .disconnected, .failed: "close"
        }
    }

    /// The endings after which the program does not reconnect. Of these alone it writes the state and the reason into its
    /// database (`connectionUpdate` in `whatsapp.baileys.service.ts`); for all others the row goes on saying "open" (evolution-api#2403).
    static let written: Set<Int> = [401, 402, 403, 406]

    /// Whether the database says that the instance was closed, and why.
    private static func isWritten(_ session: SimulatedSession) -> Bool {
        session.phase != .connected && session.reason.map { written.contains(Shapes.code(of: $0)) } ?? false
    }

    /// The word in its database.
    private static func storedWord(for session: SimulatedSession) -> String {
        // What it did not load at its start has been closed before.
        guard session.phase != .absent, session.hasLogin else { return word(for: session) }
        return isWritten(session) ? "close" : "open"
    }

    /// A row of the database, with all that should not be there.
    static func row(_ session: SimulatedSession) -> JSON {
        let isDown = isWritten(session)
        return [
            "id": .string(Shapes.uuid(for: session.id)), "name": .string(session.id),
            "connectionStatus": .string(storedWord(for: session)),
            "ownerJid": session.hasLogin ? .string("\(session.phone)@s.whatsapp.net") : nil,
            "profileName": session.label.isEmpty ? nil : .string(session.label), "profilePicUrl": nil,
            "integration": "WHATSAPP-BAILEYS", "number": .string(session.phone), "businessId": nil,
            "token": .string(Shapes.token(for: session.id)), "clientName": "evolution_exchange",
            "disconnectionReasonCode": isDown ? .count(Shapes.code(of: session.reason)) : nil,
            "disconnectionObject": isDown
                ? .string(#"{"error":{"message":"\#(session.reason ?? "")"}}"#) : nil,
            "disconnectionAt": isDown ? .optional(session.disconnectedAt?.iso8601) : nil,
            "createdAt": .string(session.createdAt.iso8601), "updatedAt": .string(session.lastActivity.iso8601),
            "_count": ["Message": .count(session.messageCount), "Contact": 0, "Chat": 0],
        ]
    }

    static func problem(_ status: Int, _ error: String, _ message: String) -> GatewayAnswer {
        .json(
            ["status": .count(status), "error": .string(error), "response": ["message": [.string(message)]]],
            status: status)
    }

    static func missing(_ name: String) -> GatewayAnswer {
        problem(404, "Not Found", "The \"\(name)\" instance does not exist")
    }

    /// The live state; missing for an instance that is in the database only.
    static func state(_ session: SimulatedSession) -> JSON {
        [
            "instance": .defined([
                "instanceName": .string(session.id),
                "state": session.phase == .absent ? nil : .string(word(for: session)),
            ])
        ]
    }

    static func code(_ session: SimulatedSession) -> JSON {
        guard let text = session.codeText else { return ["count": .count(session.codeCount)] }
        return [
            "pairingCode": nil, "code": .string(text), "base64": .string(QRCode.dataURL(of: text)),
            "count": .count(session.codeCount),
        ]
    }

    static func message(
        _ message: String, with phone: String, _ text: String, fromMe: Bool, _ at: Timestamp
    ) -> JSON {
        [
            "key": [
                "remoteJid": .string("\(phone)@s.whatsapp.net"), "fromMe": .bool(fromMe),
                "id": .string(key(of: message)),
            ],
            "message": ["conversation": .string(text)], "messageType": "conversation",
            "messageTimestamp": Shapes.seconds(at), "status": fromMe ? "PENDING" : "SERVER_ACK",
        ]
    }

    /// The last part of a message's id, which is all that Baileys has of it.
    static func key(of message: String) -> String {
        message.split(separator: "_").last.map(String.init) ?? message
    }

    /// Whom a message went to.
    static func jid(of message: String) -> String {
        let parts = message.split(separator: "_")
        return parts.count > 1 ? "\(parts[1].prefix { $0 != "@" })@s.whatsapp.net" : ""
    }
}
