extension SimulatedSession {
    /// The session as the control interface shows it: the truth, whatever the gateway says.
    var json: JSON {
        .defined([
            "id": .string(id), "phase": .string(phase.rawValue), "has_login": .bool(hasLogin),
            "fault": fault.map { .string($0.kind.rawValue) }, "reason": reason.map(JSON.string),
            "role": role.map { .string($0.rawValue) }, "phone": .string(phone), "qr_count": .count(codeCount),
            "qr": codeText.map(JSON.string), "messages": .count(messageCount),
            "connected_at": (connectedAt?.iso8601).map(JSON.string),
        ])
    }

    /// The session as `account-import` takes it, with the status that the application's database would hold.
    func account(gateway: String) -> JSON {
        [
            "gateway": .string(gateway), "session": .string(id), "phone": .string(phone),
            "label": .string(label.isEmpty ? id : label), "workspace": .string(String(workspace)),
            "status": .string(role?.databaseStatus ?? "connected"), "language": "en",
        ]
    }
}
