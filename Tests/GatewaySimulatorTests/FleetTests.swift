import Testing
import WallTime

@testable import GatewaySimulator

@Suite("A simulated gateway's fleet")
struct FleetTests {
    @Test("plays the same day from the same seed")
    func deterministic() throws {
        func day(seed: UInt64) throws -> String {
            var options = SimulatorOptions()
            options.fleet.seed = seed
            var bench = Bench(options)
            try bench.command(["do": "fault", "fault": "crash", "share": 0.5])
            try bench.command(["do": "fault", "fault": "cluster"])
            bench.pass(.seconds(3))
            return bench.ask("GET", "/api/sessions").json.rendered + bench.fleet.slots.map(\.json.rendered).joined()
        }
        #expect(try day(seed: 7) == day(seed: 7))
        #expect(try day(seed: 7) != day(seed: 8))
    }

    @Test("comes back empty after a restart, and restores one session after the other")
    func restart() throws {
        var bench = Bench(SimulatorOptions(), SessionMix(pattern: [.healthy]), sessions: 10)
        bench.pass(.seconds(100))
        #expect(bench.fleet.uptime(at: bench.now) == 100)
        try bench.command(["do": "restart", "down": 2, "pause": 10, "each": 5])
        #expect(bench.ask("GET", "/health").answer.delivery == .closed)
        bench.pass(.seconds(3))
        #expect(bench.ask("GET", "/health").json["uptime"]?.double == 1)
        #expect(bench.ask("GET", "/api/sessions").json["total"] == 0)
        #expect(bench.ask("GET", "/api/sessions/wa-01/status").status == 404)
        bench.pass(.seconds(10))
        #expect(bench.ask("GET", "/api/sessions").json["total"] == 1)
        bench.pass(.seconds(20))
        #expect(bench.ask("GET", "/api/sessions").json["total"] == 5)
        bench.pass(.seconds(60))
        let sessions = bench.ask("GET", "/api/sessions").json["sessions"]?.elements ?? []
        #expect(sessions.count == 10)
        #expect(sessions.allSatisfy { $0["status"] == "connected" })
        #expect(bench.fleet.slots.allSatisfy { $0.hasLogin })
    }

    @Test("restores no session whose login is gone")
    func restoresOnlyLogins() throws {
        var bench = Bench(SimulatorOptions(), SessionMix(pattern: [.healthy, .unlinked, .loggedOut]), sessions: 3)
        try bench.command(["do": "restart"])
        bench.pass(.minutes(5))
        #expect(bench.fleet.loaded().map(\.id) == ["wa-01"])
    }

    @Test("leaks memory on demand, and starts anew where the process manager's limit is")
    func memory() throws {
        var bench = Bench(SimulatorOptions(), SessionMix(pattern: [.healthy]), sessions: 10)
        try bench.command(["do": "memory", "base": 200, "per_session": 0, "per_minute": 30, "restart_at": 500])
        bench.pass(.minutes(5))
        #expect(bench.ask("GET", "/health/detailed").json["memory"]?["rss"] == 350)
        bench.pass(.minutes(4))
        #expect(bench.fleet.run == 1)
        bench.pass(.minutes(2))
        #expect(bench.fleet.run == 2)
        #expect(bench.fleet.residentMemory(at: bench.now) < 250)
    }

    @Test("hides sessions at random where workers each hold a part")
    func cluster() throws {
        var bench = Bench(SimulatorOptions(), SessionMix(pattern: [.healthy]), sessions: 40)
        try bench.command(["do": "fault", "fault": "cluster", "workers": 4])
        let statuses = (0..<100).map { _ in bench.ask("GET", "/api/sessions/wa-07/status").status }
        #expect(statuses.contains(200))
        #expect(statuses.contains(404))
        #expect(bench.ask("GET", "/api/sessions").json["total"] == 10)
    }

    @Test("strikes with answer faults only where they are meant to, and only for their time")
    func scopes() throws {
        var bench = Bench()
        try bench.command(["do": "fault", "fault": "status", "status": 503, "scope": "list", "seconds": 10])
        try bench.command(["do": "fault", "fault": "status", "status": 500, "session": "wa-02"])
        #expect(bench.ask("GET", "/api/sessions").status == 503)
        #expect(bench.ask("GET", "/health").status == 200)
        #expect(bench.ask("GET", "/api/sessions/wa-01/status").status == 200)
        #expect(bench.ask("GET", "/api/sessions/wa-02/status").status == 500)
        bench.pass(.seconds(10))
        #expect(bench.ask("GET", "/api/sessions").status == 200)
        try bench.command(["do": "clear"])
        #expect(bench.ask("GET", "/api/sessions/wa-02/status").status == 200)
    }

    @Test("spoils answers as each fault does")
    func answerFaults() throws {
        func answer(_ command: JSON) throws -> GatewayAnswer {
            var bench = Bench()
            try bench.command(command.setting("do", to: "fault"))
            return bench.ask("GET", "/api/sessions").answer
        }
        #expect(try answer(["fault": "slow", "delay": 7]).delay == 7)
        #expect(try answer(["fault": "hang"]).delivery == .never)
        #expect(try answer(["fault": "drop"]).delivery == .closed)
        #expect(
            try answer(["fault": "status", "status": 429, "retry_after": 3]).headers.contains {
                $0 == ("Retry-After", "3")
            })
        #expect(try answer(["fault": "unauthorized"]).status == 401)
        #expect(try answer(["fault": "redirect"]).status == 302)
        let html = try answer(["fault": "html"])
        #expect(html.status == 200 && html.bytes.starts(with: Array("<!DOCTYPE html>".utf8)))
        let broken = try answer(["fault": "broken_json"])
        #expect(broken.status == 200 && !broken.bytes.isEmpty && JSON(parsing: broken.bytes) == nil)
        guard case .filler(count: 50_000_000) = try answer(["fault": "huge"]).body else {
            Issue.record("the body is not 50 MB")
            return
        }
        #expect(JSON(parsing: try answer(["fault": "empty_list"]).bytes)?["total"] == 0)
    }

    @Test("acknowledges what it sends: by server, device and reader, in that order")
    func acknowledgements() {
        var bench = Bench(SimulatorOptions(), SessionMix(pattern: [.healthy, .zombie]), sessions: 2)
        for session in ["wa-01", "wa-02"] {
            let body: JSON = [
                "session_id": .string(session), "recipient_phone": "62813", "message": "x", "type": "text",
            ]
            #expect(bench.ask("POST", "/api/messages/send", body).status == 200)
        }
        bench.pass(.minutes(1))
        let events = bench.webhooks()
        let levels = events.filter { $0["event"] == "message_status_updated" }.map { $0["data"] }
        #expect(levels.compactMap { $0?["ack_level"]?.int } == [1, 2, 3])
        #expect(levels.allSatisfy { $0?["session_id"] == "wa-01" })
        #expect(events.count { $0["event"] == "message_sent" } == 2)
    }

    @Test("divides every delay by its speed")
    func speed() throws {
        var options = SimulatorOptions()
        options.fleet.speed = 60
        var bench = Bench(options, SessionMix(pattern: [.healthy]), sessions: 1)
        let scenario = try Scenario(["steps": [["at": 3600, "do": "fault", "session": "wa-01", "fault": "logout"]]])
        bench.fleet.play(scenario, at: bench.now)
        bench.pass(.seconds(59))
        #expect(bench.fleet["wa-01"]?.phase == .connected)
        bench.pass(.seconds(1))
        #expect(bench.fleet["wa-01"]?.phase == .disconnected)
    }

    @Test("plays a whole day in order")
    func scenario() throws {
        var bench = Bench(SimulatorOptions(), SessionMix(pattern: [.healthy]), sessions: 3)
        let scenario = try Scenario([
            "steps": [
                ["at": 10, "do": "fault", "session": "wa-01", "fault": "crash"],
                ["at": 30, "do": "restart", "down": 600, "pause": 60, "each": 30],
                ["at": 40, "do": "scan", "session": "nobody"],
                ["at": 43_200, "do": "fault", "session": "wa-02", "fault": "logout"],
                ["at": 86_000, "do": "add", "count": 2, "prefix": "late-", "mix": "healthy"],
            ]
        ])
        bench.fleet.play(scenario, at: bench.now)
        bench.pass(.hours(24))
        #expect(bench.fleet.run == 2)
        #expect(bench.fleet["wa-01"]?.phase == .connected)
        #expect(bench.fleet["wa-02"]?.hasLogin == false)
        #expect(bench.fleet["late-02"]?.phase == .connected)
        #expect(bench.fleet.problems.count == 1, "the step for a session that is not there")
    }
}
