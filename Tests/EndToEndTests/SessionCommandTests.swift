import Foundation
import Testing

/// The commands about sessions, as people and scripts call them.
@Suite struct SessionCommandTests {
    private struct Bench: Sendable {
        let denyut: Installation

        init(_ gateway: GatewayProcess) throws {
            denyut = try Installation(
                ["KEY": "key", "USER": "ana"],
                settings: """
                    {"gateways": [{"name": "default", "kind": "node", "url": "\(gateway.url)", "apiKeyEnv": "KEY"}],
                     "health": {"confirmDelay": 0.2, "ownRetryGrace": 0, "restartGrace": 0, "throttle": 0,
                                "gatewayTimeout": 60, "gatewayConnectTimeout": 60}}
                    """)
        }

        func run(_ arguments: String...) async throws -> ProcessResult { try await denyut.run(arguments) }

        /// The JSON that a command prints.
        func json(_ arguments: String...) async throws -> Any {
            let result = try await denyut.run(arguments + ["--json"])
            try #require(result.status == 0, "\(arguments): \(result.errors)")
            return try result.json()
        }
    }

    private func keys(_ json: Any) -> Set<String> {
        Set(((json as? [[String: Any]])?.first ?? json as? [String: Any] ?? [:]).keys)
    }

    @Test("show and change what they say, with the keys of their contracts")
    func commands() async throws {
        let gateway = try await GatewayProcess.start(["--sessions", "12", "--mix", "healthy"])
        let bench = try Bench(gateway)
        #expect(try await bench.run("gateway-import").status == 0)
        #expect(try await bench.run("monitor-sessions", "--force").status == 0)
        try await gateway.control("POST", "/sessions/session-05/fault", #"{"fault": "error"}"#)

        // A dry run names the rung after a second look, and does nothing.
        let dry = try await bench.run("monitor-sessions", "--reconnect", "--dry-run")
        #expect(dry.status == 0)
        #expect(dry.output.contains("look bad") && dry.output.contains("would begin: soft_restart"), "\(dry.output)")
        #expect(try await gateway.touches().count == 0)

        // On hold: the gate is named, and passed only by somebody who knows.
        #expect(try await bench.run("account-hold", "session-05").status == 64)
        #expect(try await bench.run("account-hold", "session-05", "--reason", "look first").status == 0)
        let held = try await bench.run("monitor-sessions", "--reconnect", "--session", "session-05")
        #expect(held.output.contains("blocked by: the account is on hold: look first"), "\(held.output)")
        #expect(try await gateway.touches().count == 0)
        let known = try await bench.run("monitor-sessions", "--reconnect", "--i-know", "--session", "session-05")
        #expect(known.output.contains("begun: soft_restart"), "\(known.output)")
        #expect(try await gateway.touches().count > 0)
        #expect(try await bench.run("account-release", "session-05").status == 0)

        // Incidents.
        let incidents = try await bench.json("incidents", "--open")
        let wanted: Set = [
            "id", "scope", "gateway", "session", "cause", "began_at", "detected_at", "resolved_at", "needs_human",
            "blocked_by", "actions",
        ]
        #expect(keys(incidents) == wanted)
        let id = try #require((incidents as? [[String: Any]])?.first?["id"] as? Int)
        for command in ["incident-show", "incident-acknowledge"] {
            let names = try await bench.run(
                "---completion", command, "--", "positional@0", "2", "0", "denyut", command, "")
            #expect(names.output.split(separator: "\n").contains("\(id)"), "\(names)")
        }
        #expect(try await bench.run("incident-acknowledge", "\(id)", "--reason", "mine").status == 0)
        let shown = try await bench.json("incident-show", "\(id)")
        #expect(keys(shown).isSuperset(of: wanted.union(["evidence", "acknowledged_by", "first_action_at"])))
        #expect((shown as? [String: Any])?["acknowledged_by"] as? String == "ana")
        let text = try await bench.run("incident-show", "\(id)")
        #expect(text.output.contains("Acknowledged") && text.output.contains("soft_restart by ana"), "\(text.output)")
        let missing = try await bench.run("incident-show", "999")
        #expect(missing.status == 1 && missing.errors.contains("denyut incidents"))

        // Notifications.
        let notifications = try await bench.json("notifications")
        #expect(
            keys(notifications) == [
                "id", "audience", "kind", "gateway", "session", "incident", "at", "channel", "state",
            ])
        #expect(try await bench.run("notifications", "--state", "pending").output.contains("pending"))
        #expect(keys(try await bench.json("notify-test")) == ["channel", "ok", "error"])
        #expect(try await bench.run("notify-test", "nobody").status == 1)

        // Figures.
        let kpi = try #require(try await bench.json("kpi", "--since", "7d") as? [String: Any])
        #expect(kpi["since"] as? String == "7d" && (kpi["items"] as? [Any])?.count == 8)
        #expect(try await bench.run("kpi", "--account", "session-05").output.contains("Uptime"))
        #expect(try await bench.run("kpi", "--since", "1y").status == 64)
        let points = try await bench.json("health-trend", "session-05")
        #expect(keys(points) == ["at", "score", "lowest"])
        let trend = try await bench.run("health-trend", "session-05", "--since", "30m")
        #expect(trend.output.contains("│") && trend.output.split(separator: "\n").allSatisfy { $0.count <= 80 })

        // What people decide.
        for (command, mode) in [
            ("account-stop", "stopped"), ("account-release", "active"), ("account-disable", "disabled"),
            ("account-enable", "active"),
        ] {
            #expect(try await bench.run(command, "session-07", "--reason", "test").status == 0)
            let accounts = try await bench.json("account-list") as? [[String: Any]]
            #expect(accounts?.first { $0["session"] as? String == "session-07" }?["mode"] as? String == mode)
        }
        let window = try await bench.json(
            "account-maintenance", "session-07", "--from", "2030-01-06T02:00", "--for", "2h", "--weekly", "--timezone",
            "Asia/Jakarta", "--reason", "phone off")
        #expect(keys(window) == ["id", "from_at", "until_at", "weekly", "timezone", "reason", "by"])
        #expect((window as? [[String: Any]])?.first?["from_at"] as? Int == 1_893_870_000_000)
        #expect(try await bench.run("account-maintenance", "session-07").output.contains("each week (Asia/Jakarta)"))
        #expect(try await bench.run("account-maintenance", "session-07", "--remove", "1").status == 0)
        #expect(try await bench.run("account-maintenance", "session-07", "--remove", "1").status == 1)
        #expect(try await bench.run("account-maintenance", "session-07", "--for", "8d").status == 1)
        await gateway.kill()
    }

    @Test(
        "monitor-sessions --reconnect names what waits for a person, and shows the code of one that is asked for by name"
    )
    func neverLinked() async throws {
        let gateway = try await GatewayProcess.start(["--sessions", "3", "--mix", "healthy=2,waiting=1"])
        let bench = try Bench(gateway)
        #expect(try await bench.run("gateway-import").status == 0)
        let accounts = try #require(try await bench.json("account-list") as? [[String: Any]])
        var waiting: String?
        for account in accounts {
            let session = try #require(account["session"] as? String)
            let status = try await bench.run("account-add", session, "--status", "qr_scanning")
            #expect(status.status == 0)
            let checked = try await bench.run("monitor-sessions", "--session", session, "--force").output
            if checked.contains("qr_scanning") { waiting = session }
        }
        let session = try #require(waiting)
        let all = try await bench.run("monitor-sessions", "--reconnect").output
        #expect(all.contains("No session needs a reconnect.") && all.contains("default/\(session)"), "\(all)")
        #expect(all.contains("--reconnect --session"), "\(all)")
        let one = try await bench.run("monitor-sessions", "--reconnect", "--session", session).output
        #expect(one.contains("begun: ask_scan"), "\(one)")
        let new = try await bench.run("monitor-sessions", "--reconnect", "--new-login", "--session", session).output
        #expect(new.contains("ask_scan"), "\(new)")
        // The code is shown already: nothing is torn down for it.
        #expect(try await gateway.touches().count == 0)
        await gateway.kill()
    }

    @Test("health-summary has the totals in a box, and below them only what is not well, with its name")
    func summary() async throws {
        let gateway = try await GatewayProcess.start(["--sessions", "12", "--mix", "healthy"])
        let bench = try Bench(gateway)
        #expect(try await bench.run("gateway-import").status == 0)
        #expect(try await bench.run("monitor-sessions", "--force").status == 0)
        let well = try await bench.run("health-summary").output
        #expect(well.contains("🏥 WhatsApp Session Health Summary"))
        #expect(well.contains(/│ Total Sessions +│ +12 │/))
        #expect(well.contains(/│ Average Health Score +│ +\d+\.\d% │/))
        #expect(well.contains(/│ 🟢 Excellent \(90-100%\) +│ +12 │/), "\(well)")
        #expect(well.contains("All 12 sessions are well.") && !well.contains("session-03"))

        try await gateway.control("POST", "/sessions/session-05/fault", #"{"fault": "error"}"#)
        #expect(
            try await bench.run("account-add", "session-05", "--label", "Toko Bunga").status == 0)
        _ = try await bench.run("monitor-sessions", "--force")
        let result = try await denyut(
            "health-summary", database: bench.denyut.database,
            environment: bench.denyut.environment.merging(["COLUMNS": "80"]) { $1 })
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(lines.allSatisfy { $0.count <= 80 }, "\(result.output)")
        #expect(lines.contains { $0.hasPrefix("Toko Bunga") && $0.contains("failed") }, "\(result.output)")
        #expect(!result.output.contains("session-03"))
        #expect(lines.last == "11 sessions are well. --all lists them too.", "\(result.output)")
        let all = try await bench.run("health-summary", "--all").output
        #expect(all.contains("Toko Bunga") && all.split(separator: "\n").count > lines.count + 8)
        let json = try #require(try await bench.json("health-summary") as? [String: Any])
        #expect(Set(json.keys) == ["total_sessions", "average_score", "levels", "stale", "sessions"])
        #expect((json["sessions"] as? [Any])?.count == 12)
        let unknown = try await bench.run("health-summary", "--gateway", "defualt")
        #expect(unknown.status == 1 && unknown.errors.contains("Did you mean \"default\"?"))
        await gateway.kill()
    }

    @Test("the gateway that nobody named is gone from the list once another is added")
    func assumedGateway() async throws {
        let denyut = try Installation()
        #expect(try await denyut.run("gateway-list").output.contains("default"))
        #expect(
            try await denyut.run("gateway-add", "jakarta", "--url", "http://127.0.0.1:9", "--skip-test").status == 0)
        let list = try await denyut.run("gateway-list").output
        #expect(list.contains("jakarta") && !list.contains("default"), "\(list)")
    }
}
