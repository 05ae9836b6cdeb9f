import Foundation
import SeededRandom
import Testing
import WallTime

@testable import SessionHealth

@Suite("KPIs")
struct KPIReportTests {
    let settings = HealthSettings()
    let start = Timestamp(seconds: 1_700_000_000)
    var end: Timestamp { start + .days(30) }

    func report(
        accounts: [AvailabilityTotals] = [], incidents: [Incident] = [], episodes: [RecoveryEpisode] = []
    ) -> KPIReport {
        KPIReport(
            from: start, to: end, accounts: accounts, incidents: incidents, episodes: episodes, settings: settings)
    }

    func totals(up: Int64, down: Int64 = 0, gateway: Int64 = 0, unknown: Int64 = 0, excluded: Int64 = 0)
        -> AvailabilityTotals
    {
        var totals = AvailabilityTotals()
        (totals.up, totals.down, totals.gatewayDown) = (up, down, gateway)
        (totals.unknown, totals.excluded) = (unknown, excluded)
        return totals
    }

    @Test("weigh uptime by time, leave out what is not known, and show how much that is")
    func uptime() {
        let report = report(accounts: [
            totals(up: 900, down: 100), totals(up: 3000, gateway: 1000), totals(up: 0, unknown: 5000),
        ])
        #expect(report.uptime.overall.value == 3900.0 / 4000)
        #expect(report.uptime.countingGateway.value == 3900.0 / 5000)
        #expect(report.uptime.coverage == 0.4)
        #expect(report.uptime.overall.n == 2)
        #expect(report.uptime.accounts.p50 == 0.9)
        #expect(report.uptime.overall.met == false)
    }

    @Test("are nil, not zero, where there is nothing to measure")
    func empty() {
        let report = report()
        #expect(report.uptime.overall.value == nil)
        #expect(report.uptime.coverage == nil)
        #expect(report.detection.seconds.mean == nil)
        #expect(report.reconnects.soft.met == nil)
        #expect(report.falsePositives.value == nil)
    }

    @Test(
        "take percentiles by nearest rank",
        arguments: [
            ([1.0], 1.0, 1.0), ([1, 2], 1, 2), ([3, 1, 2], 2, 3), (Array(1...10).map(Double.init), 5, 9),
            (Array(1...100).map(Double.init), 50, 90),
        ] as [([Double], Double, Double)])
    func percentiles(samples: [Double], p50: Double, p90: Double) {
        let distribution = Distribution(samples)
        #expect(distribution.p50 == p50)
        #expect(distribution.p90 == p90)
        #expect(distribution.n == samples.count)
    }

    @Test("equal an independent calculation over a month of chance", arguments: 1...5)
    func month(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        func chance(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &generator) }
        func flip() -> Bool { Bool.random(using: &generator) }

        // Plain tuples in milliseconds from the start, and the values made of them.
        typealias Row = (
            began: Int64, known: Bool, detected: Int64, resolved: Int64?, human: Bool, wrong: Bool, held: Bool
        )
        let month: Int64 = 30 * 86_400_000
        let rows: [Row] = (0..<400).map { _ in
            let detected = chance(-86_400_000...month + 86_400_000)
            return (
                detected - chance(0...240_000), chance(0...9) > 0, detected,
                chance(0...9) > 1 ? detected + chance(1...4_000_000) : nil, flip() && flip(), chance(0...9) == 0, flip()
            )
        }
        let incidents = rows.map { row in
            var incident = Incident(
                gateway: "g", session: "s", cause: .crash, beganAt: start + .milliseconds(row.began),
                beganSource: row.known ? .midpoint : .unknown, detectedAt: start + .milliseconds(row.detected),
                confirmedAt: start + .milliseconds(row.detected + 15000), needsHuman: row.human)
            incident.resolvedAt = row.resolved.map { start + .milliseconds($0) }
            incident.falsePositive = row.wrong
            incident.wasBlocked = row.held
            return incident
        }
        typealias Try = (begun: Int64, ended: Int64, connected: Int64?, scan: Bool, left: Bool)
        let tries: [Try] = (0..<300).map { _ in
            let begun = chance(-86_400_000...month + 86_400_000)
            let connected = chance(0...9) > 1 ? begun + chance(1000...1_000_000) : nil
            return (begun, (connected ?? begun) + 300_000, connected, flip(), chance(0...19) == 0)
        }
        let episodes = tries.map { row in
            var episode = RecoveryEpisode(cause: .crash, startedAt: start + .milliseconds(row.begun))
            episode.attempts = [
                RungAttempt(rung: row.scan ? .newSession : .softRestart, startedAt: start + .milliseconds(row.begun))
            ]
            episode.endedAt = start + .milliseconds(row.ended)
            episode.connectedAt = row.connected.map { start + .milliseconds($0) }
            episode.outcome = row.left ? .abandoned : row.connected == nil ? .givenUp : .recovered
            return episode
        }
        let report = report(incidents: incidents.shuffled(using: &generator), episodes: episodes)

        func inside(_ time: Int64?) -> Bool { time.map { $0 >= 0 && $0 < month } ?? false }
        func mean(_ values: [Int64]) -> Double { Double(values.reduce(0, +)) / Double(values.count) / 1000 }
        func nearest(_ part: Double, _ values: [Int64]) -> Double {
            let sorted = values.sorted()
            let enough = sorted.indices.first { Double($0 + 1) >= part * Double(sorted.count) } ?? 0
            return Double(sorted[enough]) / 1000
        }
        func same(_ times: KPIReport.Times, _ values: [Int64]) {
            #expect(times.seconds.n == values.count)
            #expect(times.seconds.mean == mean(values))
            #expect(times.seconds.p50 == nearest(0.5, values))
            #expect(times.seconds.p90 == nearest(0.9, values))
            #expect(times.met == (mean(values) < times.target))
        }
        same(report.detection, rows.filter { inside($0.detected) && $0.known }.map { $0.detected - $0.began })
        same(
            report.recovery,
            rows.filter { inside($0.resolved) && !$0.human }.map { ($0.resolved ?? 0) - $0.detected })
        same(
            report.recoveryByPerson,
            rows.filter { inside($0.resolved) && $0.human }.map { ($0.resolved ?? 0) - $0.detected })
        let open = rows.filter { $0.detected < month && ($0.resolved ?? month) >= month }
        #expect(report.open.n == open.count)
        let closed = rows.filter { inside($0.resolved) }
        let wrong = closed.filter(\.wrong)
        #expect(report.falsePositives.value == Double(wrong.count) / Double(closed.count))
        #expect(report.reconnects.blocked == rows.filter { inside($0.detected) && $0.held }.count)
        for scan in [false, true] {
            let finished = tries.filter { inside($0.ended) && !$0.left && $0.scan == scan }
            let good = finished.filter { row in
                row.connected.map { $0 - row.begun <= (scan ? 900_000 : 300_000) } ?? false
            }
            let share = scan ? report.reconnects.qr : report.reconnects.soft
            #expect(share.n == finished.count)
            #expect(share.value == Double(good.count) / Double(finished.count))
        }
    }

    @Test("of a world in which one session crashes are what happened")
    func world() throws {
        let world = World(sessions: 10)
        world.at(10_000) { $0.sessions[3].failures = [FailedMessage(at: $0.now, error: "Session closed")] }
        world.run(until: 86_400)
        let window = (world.time(0), world.time(86_400))
        let accounts = world.sessions.map { session in
            let finished = world.intervals[session.name, default: []]
            return AvailabilityTotals(
                finished + [session.file.track.current].compactMap { $0 }, from: window.0, to: window.1)
        }
        let report = KPIReport(
            from: window.0, to: window.1, accounts: accounts, incidents: world.incidents, episodes: world.episodes,
            settings: settings)
        #expect(report.uptime.coverage == 1)
        #expect(report.uptime.totals.up + report.uptime.totals.down == 864_000_000)
        #expect(report.uptime.totals.down > 0 && report.uptime.totals.down < 300_000)
        #expect(report.uptime.overall.met == true)
        #expect(report.reconnects.soft.n == 1)
        #expect(report.reconnects.soft.value == 1)
        #expect(report.detection.met == true)
        #expect(report.recovery.met == true)
        #expect(report.falsePositives.value == 0)
    }

    @Test(
        "count an episode as a success only when it was connected in time",
        arguments: [
            (Rung.softRestart, 300_000, true), (.softRestart, 300_001, false), (.newSession, 900_000, true),
            (.askScan, 900_001, false),
        ] as [(Rung, Int64, Bool)])
    func inTime(rung: Rung, milliseconds: Int64, success: Bool) {
        var episode = RecoveryEpisode(cause: .crash, startedAt: start)
        episode.attempts = [RungAttempt(rung: rung, startedAt: start)]
        episode.outcome = .recovered
        episode.connectedAt = start + .milliseconds(milliseconds)
        #expect(episode.succeeded(settings) == success)
    }

    @Test("have their windows")
    func windows() {
        #expect(KPIWindow.allCases.map(\.rawValue) == ["24h", "7d", "30d"])
        #expect(KPIWindow.week.start(endingAt: end) == end - .seconds(604_800))
    }
}
