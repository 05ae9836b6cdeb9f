import Foundation
import GRDB
import JobQueue
import JobQueueSQLite
import SeededRandom
import SessionHealth
import SessionMonitor
import Testing
import WallTime

@Suite("KPIs")
struct KPITests {
    @Test("of a generated month equal an independent calculation, to the millisecond")
    func month() async throws {
        let world = try await World()
        defer { world.remove() }
        let end = world.clock.now()
        let start = end - .days(30)
        var generator = SeededGenerator(seed: 42)
        var up: Int64 = 0
        var down: Int64 = 0
        var gatewayDown: Int64 = 0
        var rows: [(Int64, Int64, Int64, String)] = []
        for account in 1...20 {
            _ = try await world.store.add(NewAccount(gateway: "main", session: "s\(account)"))
            var time = start.milliseconds - Int64(generator.next() % 7_200_000)
            while time < end.milliseconds {
                let length = Int64(generator.next() % 90_000_000) + 1000
                let state = ["up", "up", "up", "down", "gateway_down", "unknown", "maintenance"][
                    Int(generator.next() % 7)]
                let stop = min(time + length, end.milliseconds + 5000)
                rows.append((Int64(account), time, stop, state))
                // Counted millisecond by millisecond would take a day; second by second of the window is as independent.
                let part = max(0, min(stop, end.milliseconds) - max(time, start.milliseconds))
                switch state {
                case "up": up += part
                case "down": down += part
                case "gateway_down": gatewayDown += part
                default: break
                }
                time = stop
            }
        }
        let stored = rows
        try await world.store.queue.write { transaction in
            for row in stored {
                try transaction.database.execute(
                    sql: "INSERT INTO health_intervals (account_id, began_at, ended_at, state) VALUES (?, ?, ?, ?)",
                    arguments: [row.0, row.1, row.2, row.3])
            }
        }
        let report = try await world.store.kpi(from: start, until: end, settings: HealthSettings())
        #expect(report.uptime.totals.up == up)
        #expect(report.uptime.totals.down == down)
        #expect(report.uptime.totals.gatewayDown == gatewayDown)
        #expect(report.uptime.overall.value == Double(up) / Double(up + down))
        #expect(report.uptime.countingGateway.value == Double(up) / Double(up + down + gatewayDown))
    }

    @Test("of a month read no single raw check: they are the same without them")
    func withoutChecks() async throws {
        let world = try await World()
        defer { world.remove() }
        for index in 0..<3 { try await world.add("s\(index)") }
        try await world.run(for: .hours(2))
        let report = try await world.store.kpi(.month, settings: HealthSettings())
        #expect(report.uptime.totals.up > 0)
        try await world.store.queue.write { try $0.database.execute(sql: "DROP TABLE health_checks") }
        let again = try await world.store.kpi(.month, settings: HealthSettings())
        #expect(again.uptime.totals == report.uptime.totals)
        #expect(again.uptime.accounts.n == 3)
    }

    @Test("count the stretch that still grows, the outage, and the incident behind it")
    func live() async throws {
        let world = try await World()
        defer { world.remove() }
        for index in 0..<9 { try await world.add("s\(index)") }
        try await world.run(for: .minutes(30))
        world.gateway.set("s3", .disconnected)
        try await world.run(for: .minutes(4))
        world.gateway.set("s3", .connected)
        try await world.run(for: .minutes(26))
        let account = try await world.store.account(named: "s3")
        let report = try await world.store.kpi(.day, account: account.id, settings: HealthSettings())
        let down = Double(report.uptime.totals.down) / 60_000
        #expect(down > 2 && down < 6)
        #expect(report.uptime.totals.up > 50 * 60_000)
        #expect(report.reconnects.soft.n == 1)
        #expect(report.detection.seconds.n == 1)
        #expect((report.detection.seconds.mean ?? 1000) < 120)
        #expect(report.recovery.seconds.n == 1)
        let fleet = try await world.store.kpi(.day, settings: HealthSettings())
        #expect(fleet.uptime.accounts.n == 9)
    }

    @Test("roll up by hour what the intervals and the checks say, and the same again when it is repeated")
    func rollup() async throws {
        let world = try await World()
        defer { world.remove() }
        for index in 0..<3 { try await world.add("s\(index)") }
        try await world.run(for: .minutes(150), step: .seconds(30))
        let first = try await world.store.rollUp(interval: .seconds(120))
        #expect(first > 0)
        let sql = "SELECT sum(up) || ' ' || sum(checks) || ' ' || min(lowest) FROM health_hours"
        let sums = try await world.text(sql)
        _ = try await world.store.rollUp(interval: .seconds(120))
        #expect(try await world.text(sql) == sums)
        #expect(try await world.count("SELECT max(up) FROM health_hours") == 3_600_000)
        #expect(
            try await world.count("SELECT sum(up) FROM health_hours") == world.count("SELECT sum(up) FROM health_days"))
        let account = try await world.store.account(named: "s1")
        let now = world.clock.now()
        let week = try await world.store.trend(of: account.id, from: now - .days(7), until: now)
        #expect(week.contains { $0.score == 100 })
        let day = try await world.store.trend(of: account.id, from: now - .hours(24), until: now)
        #expect(day.count > 60)
    }

    @Test(
        "are rolled up although other programs have dated checks before and after all times, and scored them beyond all scores"
    )
    func foreignRows() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.add("s1")
        let account = try await world.store.account(named: "s1").id
        let odd: [(at: Int64, score: Int64)] = [
            (.min, 100), (.max, 100), (world.clock.now().milliseconds, .max), (world.clock.now().milliseconds, .max),
            (world.clock.now().milliseconds, .min),
        ]
        try await world.store.queue.write { transaction in
            for (index, row) in odd.enumerated() {
                try transaction.database.execute(
                    sql: """
                        INSERT INTO health_checks (id, account_id, at, outcome, score, level, status, phase)
                        VALUES (?, ?, ?, 'checked', ?, 'excellent', 'connected', 'good')
                        """, arguments: [index + 1, account, row.at, row.score])
            }
        }
        world.clock.advance(by: .hours(3))
        #expect(try await world.store.rollUp(interval: .seconds(120)) > 0)
        #expect(try await world.text("SELECT score_sum || ' ' || checks FROM health_hours") == "200 3")
        #expect(try await world.text("SELECT score_sum || ' ' || checks FROM health_days") == "200 3")
    }

    @Test("outlive the raw rows, which are pruned after a week")
    func prune() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.add("s1")
        try await world.check("s1")
        _ = try await world.store.record([
            MessageRecord(gateway: "main", session: "s1", message: "m", direction: .incoming, at: world.clock.now())
        ])
        world.clock.advance(by: .days(6))
        try await world.store.prune()
        #expect(try await world.count("SELECT count(*) FROM health_checks") == 1)
        world.clock.advance(by: .days(2))
        try await world.store.prune()
        #expect(try await world.count("SELECT count(*) FROM health_checks") == 0)
        #expect(try await world.count("SELECT count(*) FROM messages") == 0)
        #expect(try await world.count("SELECT count(*) FROM message_hours") == 1)
    }
}
