import WallTime

/// The control interface under `/_sim`: what a test or a person does to the gateway behind its back.
struct ControlRoutes: Sendable {
    let simulation: Simulation

    func answer(_ call: GatewayCall) -> GatewayAnswer {
        do {
            return try route(call)
        } catch {
            return .json(["error": .string(error.description)], status: error.status)
        }
    }

    private func route(_ call: GatewayCall) throws(ControlError) -> GatewayAnswer {
        let path = Array(call.segments.dropFirst())
        switch (call.method, path.first ?? "", path.count) {
        case ("GET", "", 0): return .json(summary())
        case ("GET", "sessions", 1): return .rendered(sessions())
        case ("POST", "sessions", 1): return try carryOut("add", call)
        case ("GET", "sessions", 2):
            let id = path[1]
            guard let session = simulation.change({ fleet, _ in fleet[id] }) else {
                throw ControlError("no session \"\(id)\"; GET /_sim/sessions lists them", status: 404)
            }
            return .json(session.json)
        case ("DELETE", "sessions", 2): return try carryOut("remove", call, session: path[1])
        case ("POST", "sessions", 3) where path[2] == "fault": return try carryOut("fault", call, session: path[1])
        case ("DELETE", "sessions", 3) where path[2] == "fault": return try carryOut("clear", call, session: path[1])
        case ("POST", "sessions", 3) where path[2] == "scan": return try carryOut("scan", call, session: path[1])
        case ("POST", "sessions", 3) where path[2] == "receive": return try carryOut("receive", call, session: path[1])
        case ("POST", "fault", 1): return try carryOut("fault", call)
        case ("DELETE", "fault", 1): return try carryOut("clear", call)
        case ("POST", "restart", 1): return try carryOut("restart", call)
        case ("POST", "memory", 1): return try carryOut("memory", call)
        case ("POST", "webhooks", 1): return try carryOut("webhooks", call)
        case ("POST", "scenario", 1): return try play(call)
        case ("PUT", "webhook", 1): return try setWebhook(call)
        case ("GET", "webhooks", 1): return .json(simulation.deliveries.json)
        case ("GET", "calls", 1): return .json(calls(call))
        case ("DELETE", "calls", 1): return forgetCalls()
        case ("GET", "requests", 1): return .json(requests())
        case ("GET", "accounts", 1): return .json(accounts(call))
        case ("GET", "messages", 1): return messages(call)
        case ("GET", "expected", 1): return .json(expected())
        default:
            throw ControlError("no such control address; docs/gateway-simulator.md lists them", status: 404)
        }
    }

    // MARK: Changing

    private func carryOut(
        _ name: String, _ call: GatewayCall, session: String? = nil
    ) throws(ControlError) -> GatewayAnswer {
        let command = try Command(try json(call), named: name, session: session)
        try simulation.change { fleet, now throws(ControlError) in try fleet.apply(command, at: now) }
        return .json(["ok": true])
    }

    private func play(_ call: GatewayCall) throws(ControlError) -> GatewayAnswer {
        let scenario = try Scenario(try json(call))
        simulation.change { fleet, now in fleet.play(scenario, at: now) }
        return .json(["ok": true, "steps": .count(scenario.steps.count)])
    }

    private func setWebhook(_ call: GatewayCall) throws(ControlError) -> GatewayAnswer {
        var fields = try CommandFields(try json(call))
        let url = try fields.text("url")
        let secret = try fields.text("secret")
        try fields.finish()
        simulation.webhook = url.map { WebhookTarget(url: $0, secret: secret) }
        return .json(["ok": true])
    }

    private func json(_ call: GatewayCall) throws(ControlError) -> JSON {
        if call.body.isEmpty { return [:] }
        guard let json = JSON(parsing: call.body) else { throw ControlError("the body is no JSON") }
        return json
    }

    private func forgetCalls() -> GatewayAnswer {
        simulation.change { fleet, _ in fleet.calls = [] }
        simulation.forgetRequests()
        return .json(["ok": true])
    }

    // MARK: Looking

    private func summary() -> JSON {
        simulation.change { fleet, now in
            let phases = fleet.countByPhase()
            return [
                "kind": .string(fleet.settings.kind.rawValue), "seed": .string(String(fleet.settings.seed)),
                "speed": .number(fleet.settings.speed), "now": .string(now.iso8601),
                "started_at": .string(fleet.startedAt.iso8601), "run": .count(fleet.run),
                "memory_mb": .count(Int(fleet.residentMemory(at: now))),
                "sessions": .object(
                    SessionPhase.allCases.compactMap { phase in
                        phases[phase].map { JSONMember(phase.rawValue, .count($0)) }
                    }),
                "answer_faults": .array(fleet.answerFaults.sorted { $0.key < $1.key }.map(\.value.json)),
            ]
        }
    }

    private func sessions() -> [UInt8] {
        let sessions = simulation.change { fleet, _ in fleet.slots.filter { fleet[$0.id] != nil } }
        return JSON.array(sessions.map(\.json)).bytes
    }

    private func calls(_ call: GatewayCall) -> JSON {
        let since = call.query["since"].flatMap { Int($0) } ?? 0
        let records = simulation.change { fleet, _ in fleet.calls }.filter { $0.number > since }
        return [
            "calls": .array(records.map(\.json)), "total": .count(records.count),
            "touching": .count(records.count { $0.touchesSession }),
            "destructive": .count(records.count { $0.wasDestructive }),
        ]
    }

    private func requests() -> JSON {
        .object(simulation.requests.sorted { $0.key < $1.key }.map { JSONMember($0.key, .count($0.value)) })
    }

    private func accounts(_ call: GatewayCall) -> JSON {
        simulation.change { fleet, _ in
            let gateway = call.query["gateway"] ?? fleet.settings.gatewayName
            return .array(fleet.slots.filter { fleet[$0.id] != nil }.map { $0.account(gateway: gateway) })
        }
    }

    private func messages(_ call: GatewayCall) -> GatewayAnswer {
        let (sessions, start, now, name) = simulation.change { fleet, now in
            (fleet.slots.filter { fleet[$0.id] != nil }, fleet.firstStartedAt, now, fleet.settings.gatewayName)
        }
        let gateway = call.query["gateway"] ?? name
        var lines: [UInt8] = []
        for session in sessions {
            for record in MessageHistory.records(of: session, start: start, now: now) {
                record.json(gateway: gateway).write(to: &lines)
                lines.append(UInt8(ascii: "\n"))
            }
        }
        return GatewayAnswer(status: 200, contentType: "application/x-ndjson", bytes: lines)
    }

    private func expected() -> JSON {
        simulation.change { fleet, _ in
            .object(
                fleet.slots.filter { fleet[$0.id] != nil }.map {
                    JSONMember($0.id, .count(ExpectedScore.score(of: fleet.loaded($0.id), role: $0.role)))
                })
        }
    }
}
