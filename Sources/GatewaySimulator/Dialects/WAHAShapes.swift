import WallTime

/// The shapes of WAHA's answers.
enum WAHAShapes {
    static func word(for session: SimulatedSession) -> String {
        switch session.phase {
        case .absent, .stopped: "STOPPED"
        case .starting, .authenticated: "STARTING"
        case .scanning: "SCAN_QR_CODE"
        case .connected: "WORKING"
        case .disconnected, .failed: "FAILED"
        }
    }

    /// Who the session is; null until it is logged in. It is what the engine last knew: it outlives a logout until the
    /// next start, and a stopped session has none, whatever lies on the disk.
    static func me(_ session: SimulatedSession) -> JSON {
        let known: String? =
            switch session.phase {
            case .disconnected: session.phone
            case .stopped, .absent: nil
            default: session.knownPhone
            }
        guard let phone = known else { return .null }
        return [
            "id": .string("\(phone)@c.us"), "lid": .string("\(phone)00@lid"),
            "jid": .string("\(phone):12@s.whatsapp.net"), "pushName": .string(session.label),
        ]
    }

    static func config(_ session: SimulatedSession) -> JSON {
        session.extra.first { $0.name == "config" }?.value ?? ["metadata": [:], "webhooks": []]
    }

    static func full(_ session: SimulatedSession) -> JSON {
        [
            "name": .string(session.id), "me": me(session), "assignedWorker": "waha-1", "presence": nil,
            "timestamps": ["activity": .integer(session.lastActivity.milliseconds)],
            "status": .string(word(for: session)), "config": config(session),
            "engine": ["engine": "WEBJS", "WWebVersion": "2.3000.1025000000", "state": state(session)],
        ]
    }

    private static func state(_ session: SimulatedSession) -> JSON {
        session.phase == .connected ? "CONNECTED" : nil
    }

    /// What the calls that change a session answer.
    static func brief(_ session: SimulatedSession) -> JSON {
        ["name": .string(session.id), "status": .string(word(for: session)), "config": config(session)]
    }

    static func sent(
        _ message: String, to recipient: String, _ text: String, from session: SimulatedSession, at: Timestamp
    ) -> JSON {
        [
            "id": .string(message), "timestamp": Shapes.seconds(at), "from": .string("\(session.phone)@c.us"),
            "fromMe": true, "source": "api", "to": .string("\(recipient)@c.us"), "body": .string(text),
            "hasMedia": false, "ack": 0, "ackName": "PENDING",
        ]
    }

    static let environment: JSON = [
        "version": .string(WAHADialect.version), "engine": "WEBJS", "tier": "PLUS",
        "browser": "/usr/bin/google-chrome-stable", "platform": "linux/x64", "worker": ["id": "waha-1"],
    ]

    /// The answer to a call that a session cannot take in its state (waha#2117).
    static func wrongState(_ session: SimulatedSession, expected: [String]) -> GatewayAnswer {
        .json(
            [
                "error": "Session status is not as expected. Try again later or restart the session",
                "session": .string(session.id), "status": .string(word(for: session)),
                "expected": .array(expected.map(JSON.string)),
            ], status: 422)
    }

    /// The answer when the browser's page failed.
    static func broken(_ text: String, _ call: GatewayCall) -> GatewayAnswer {
        .json(
            [
                "statusCode": 500, "timestamp": .string(call.at.iso8601),
                "exception": ["message": .string(text), "name": "Error"],
                "request": ["path": .string(call.path), "method": .string(call.method)], "version": environment,
            ], status: 500)
    }

    /// A white picture of 8 × 8 pixels: what a page without content looks like.
    static let blankPicture = Shapes.fromBase64(
        """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKrarYqMyP/L2u71
        ////m8H////6/+b9//j/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAABf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAI
        AQEAAD8AZf/Z
        """.filter { !$0.isNewline })
}
