import Testing
import WallTime

@testable import GatewaySimulator

@Suite("The demo mix")
struct DemoMixTests {
    /// The findings of `sessions.md`, applied to what a database and a gateway would show: written apart from
    /// `ExpectedScore`, from the records alone.
    private func score(of session: SimulatedSession, _ records: [MessageRecord], now: Timestamp) -> Int {
        guard session.isLoaded else { return 0 }
        var score = 100
        if session.phase != .connected {
            score -= 50
            if session.role?.databaseStatus == "connected" { score -= 40 }
        }
        let failures = records.filter { $0.status == "failed" }
        let newest = records.filter { $0.status != "failed" }.map(\.at).max()
        if let newest, now - newest > .minutes(30) { score -= 20 }
        if failures.count(where: { now - $0.at <= .hours(1) }) > 5 { score -= 30 }
        let hasCrash = failures.contains {
            now - $0.at <= .minutes(30) && $0.error?.contains("Session closed") == true
        }
        if hasCrash { score -= 50 }
        return max(0, score)
    }

    @Test("has the scores it says it has, at the beginning and an hour later", arguments: [0, 7, 60, 61, 64, 480])
    func scores(minutes: Int64) {
        var bench = Bench()
        bench.pass(.minutes(minutes))
        for session in bench.fleet.slots {
            let records = MessageHistory.records(of: session, start: Bench.start, now: bench.now)
            #expect(
                score(of: session, records, now: bench.now)
                    == ExpectedScore.score(of: bench.fleet.loaded(session.id), role: session.role),
                "\(session.id) \(session.role?.rawValue ?? "")")
        }
    }

    @Test("shows every score of the table at the beginning")
    func allScores() {
        let fleet = Bench().fleet
        let scores = fleet.slots.map { ExpectedScore.score(of: fleet.loaded($0.id), role: $0.role) }
        #expect(scores.count == 24)
        #expect(Set(scores) == [100, 80, 70, 50, 30, 20, 10, 0])
    }

    @Test("knows each role by its name", arguments: SessionRole.allCases)
    func roles(role: SessionRole) {
        #expect(SessionMix(named: role.rawValue)?.pattern == [role])
    }

    @Test(
        "is read from names with numbers",
        arguments: [
            ("healthy=2,crashed=1", [.healthy, .healthy, .crashed]), ("zombie,idle=1", [.zombie, .idle]),
            ("nice", nil), ("", nil), ("healthy=0", nil), ("healthy=x", nil), ("healthy=1=2", nil), ("healthy,", nil),
        ] as [(String, [SessionRole]?)])
    func named(text: String, pattern: [SessionRole]?) {
        #expect(SessionMix(named: text)?.pattern == pattern)
    }

    @Test("records the same messages when it is asked again")
    func repeats() {
        let bench = Bench()
        for session in bench.fleet.slots {
            let once = MessageHistory.records(of: session, start: Bench.start, now: bench.now)
            let again = MessageHistory.records(of: session, start: Bench.start, now: bench.now + .seconds(1))
            #expect(Set(once.map(\.message)) == Set(again.map(\.message)))
        }
    }
}
