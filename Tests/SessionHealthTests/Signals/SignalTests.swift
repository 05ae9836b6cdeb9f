import Foundation
import Testing
import WallTime

@testable import SessionHealth

@Suite("Signals")
struct SignalTests {
    struct ZombieCase: Sendable, CustomTestStringConvertible {
        var name: String
        var sends: [(ago: Double, level: Int?)]
        var reported = true
        var startedAgo: Double?
        var stuck: Int?
        var testDescription: String { name }
    }

    @Test(
        "find a zombie by sends that never reach the server",
        arguments: [
            ZombieCase(name: "nothing sent", sends: []),
            ZombieCase(name: "just sent", sends: [(60, 0)]),
            ZombieCase(name: "stuck", sends: [(61, 0)], stuck: 1),
            ZombieCase(name: "several stuck", sends: [(61, 0), (90, nil), (120, 0)], stuck: 3),
            ZombieCase(name: "no word at all", sends: [(61, nil)], stuck: 1),
            ZombieCase(name: "no word, from a gateway that never gives one", sends: [(61, nil)], reported: false),
            ZombieCase(name: "told pending by a gateway never heard of", sends: [(61, 0)], reported: false, stuck: 1),
            ZombieCase(name: "a later one got through", sends: [(300, 0), (100, 1)]),
            ZombieCase(name: "an earlier one got through", sends: [(300, 2), (100, 0)], stuck: 1),
            ZombieCase(name: "failed is not stuck", sends: [(100, -1)]),
            ZombieCase(name: "before the restart", sends: [(100, 0)], startedAgo: 90),
            ZombieCase(name: "after the restart", sends: [(100, 0)], startedAgo: 110, stuck: 1),
            ZombieCase(name: "too long ago", sends: [(3601, 0)]),
            ZombieCase(name: "from the future", sends: [(-10, 0)]),
        ])
    func zombies(example: ZombieCase) {
        let sends = example.sends.map { send in
            SentMessage(at: noon - .seconds(send.ago), acknowledgement: send.level.flatMap(Acknowledgement.init))
        }
        let zombie = Zombie.find(
            in: sends, acknowledgementsReported: example.reported,
            since: example.startedAgo.map { noon - .seconds($0) },
            now: noon, after: .seconds(60), window: .seconds(3600))
        #expect(zombie?.stuck == example.stuck)
    }

    @Test("learn how late acknowledgements come, and are not taken in by a heap of late ones")
    func acknowledgementDelays() {
        var delays = AcknowledgementDelays()
        for _ in 0..<7 { delays.note(.milliseconds(400)) }
        #expect(delays.bound == nil)
        delays.note(.milliseconds(400))
        #expect(delays.bound == .milliseconds(1200))
        for _ in 0..<60 { delays.note(.milliseconds(400)) }
        #expect(delays.milliseconds.count == AcknowledgementDelays.capacity)
        // A session that comes back after half an hour brings five late ones.
        for _ in 0..<5 { delays.note(.minutes(30)) }
        #expect(delays.bound == .milliseconds(1200))
        // A gateway whose webhooks are queued is late always.
        for _ in 0..<64 { delays.note(.seconds(80)) }
        #expect(delays.bound == .seconds(240))
        for _ in 0..<64 { delays.note(.minutes(50)) }
        #expect(delays.bound == AcknowledgementDelays.limit)
        let before = delays
        delays.note(.seconds(-1))
        delays.note(.days(1))
        #expect(delays == before)
    }

    @Test("learn the usual traffic of each hour of the week, and miss it when it stays away")
    func silence() throws {
        // A shop: 20 messages an hour from 8 to 16, nothing at night.
        let monday = Timestamp(seconds: 1_704_067_200)
        var traffic = UsualTraffic()
        for hour in 0..<(21 * 24) where (8..<16).contains(hour % 24) {
            traffic.add(messages: 20, at: monday + .hours(hour))
        }
        traffic.advance(to: monday + .days(21))
        let noonOfFourthMonday = monday + .days(21) + .hours(12)
        #expect(traffic.expected(from: noonOfFourthMonday, to: noonOfFourthMonday + .minutes(30)) == 10)
        #expect(traffic.silence(since: noonOfFourthMonday, now: noonOfFourthMonday + .minutes(30)) == nil)
        let silence = try #require(traffic.silence(since: noonOfFourthMonday, now: noonOfFourthMonday + .hours(1)))
        #expect(silence.expected == 20)
        // A quiet night is as usual.
        let evening = monday + .days(21) + .hours(17)
        #expect(traffic.silence(since: evening, now: evening + .hours(14)) == nil)
        let evidence = Evidence(
            databaseStatus: .connected, observation: .answered(.connected), lastIncoming: noonOfFourthMonday,
            silence: silence)
        let assessment = HealthAssessment(
            evidence, settings: HealthSettings(), now: noonOfFourthMonday + .minutes(20))
        #expect(assessment.issues.map(\.code) == [.silent])
        #expect(assessment.score == 100)
    }

    @Test("miss nothing of an account that is known for less than two weeks")
    func shortAcquaintance() {
        let monday = Timestamp(seconds: 1_704_067_200)
        var traffic = UsualTraffic()
        for hour in 0..<(10 * 24) { traffic.add(messages: 100, at: monday + .hours(hour)) }
        #expect(traffic.silence(since: monday + .days(11), now: monday + .days(12)) == nil)
    }

    @Test("do not learn an outage as a habit")
    func skipped() {
        let monday = Timestamp(seconds: 1_704_067_200)
        var traffic = UsualTraffic()
        for hour in 0..<(21 * 24) { traffic.add(messages: 8, at: monday + .hours(hour)) }
        let before = traffic.rates
        traffic.skip(to: monday + .days(25))
        #expect(traffic.rates == before)
        traffic.advance(to: monday + .days(26))
        #expect(traffic.rates != before)
    }

    @Test("keep the usual traffic through JSON, and start afresh where it is broken")
    func trafficJSON() throws {
        var traffic = UsualTraffic()
        traffic.add(messages: 3, at: noon)
        traffic.add(messages: 3, at: noon + .hours(5))
        #expect(try JSONDecoder().decode(UsualTraffic.self, from: JSONEncoder().encode(traffic)) == traffic)
        let broken = #"{"rates":[1,2],"weeks":[1],"hour":5,"count":1}"#
        #expect(try JSONDecoder().decode(UsualTraffic.self, from: Data(broken.utf8)) == UsualTraffic())
    }

    @Test("go on where another program has written numbers at the edge")
    func trafficEdges() throws {
        let zeros = Array(repeating: "0", count: 168).joined(separator: ",")
        let weeks = Array(repeating: "9223372036854775807", count: 168).joined(separator: ",")
        for hour in [Int64.min, .max, -1] {
            let stored =
                #"{"rates":[\#(zeros)],"weeks":[\#(weeks)],"hour":\#(hour),"count":9223372036854775807}"#
            var traffic = try JSONDecoder().decode(UsualTraffic.self, from: Data(stored.utf8))
            traffic.add(messages: 3, at: noon)
            traffic.add(messages: .max, at: noon)
            traffic.add(messages: 3, at: noon + .hours(5))
            #expect(traffic.expected(from: noon, to: noon + .hours(1)) != nil)
        }
        #expect(HealthRollup.start(of: .distantPast, length: HealthRollup.day) == .distantPast)
    }

    /// Two hours of probes, one every two minutes.
    func probes(_ memory: (Double) -> Double) -> [ProbeRecord] {
        (0...60).map { index in
            let hours = Double(index) / 30
            return ProbeRecord(at: noon - .seconds((2 - hours) * 3600), memory: memory(hours) * 1e6)
        }
    }

    @Test("find memory that climbs, and only that")
    func memory() throws {
        func find(_ memory: (Double) -> Double) -> MemoryTrend? {
            MemoryTrend.find(in: probes(memory), restartedAt: nil, now: noon)
        }
        let leak = try #require(find { 200 + 100 * $0 })
        #expect(abs(leak.slope - 100e6) < 1e3)
        #expect(abs((leak.doublesAt - noon).inSeconds - 4 * 3600) < 1)
        #expect(find { _ in 400 } == nil)
        #expect(find { 900 - 100 * $0 } == nil)
        #expect(find { 2000 + 10 * $0 } == nil)
        // One spike at the end is not a trend; a collection in between does not hide one.
        #expect(find { $0 > 1.9 ? 5000 : 300 } == nil)
        #expect(find { ($0 * 30).rounded().truncatingRemainder(dividingBy: 2) == 0 ? 300 : 500 } == nil)
        #expect(find { 200 + 100 * $0 - (abs($0 - 1) < 0.05 ? 150 : 0) } != nil)
        #expect(MemoryTrend.find(in: probes { 200 + 100 * $0 }, restartedAt: noon - .minutes(30), now: noon) == nil)
        #expect(MemoryTrend.find(in: [], restartedAt: nil, now: noon) == nil)
    }

    @Test("take no figure from a gateway that is no figure", arguments: [Double.nan, .infinity, -1, 1e300])
    func hostile(figure: Double) {
        let probe = ProbeRecord(at: noon, uptime: figure, sessions: [.connected: .max, .failed: .max])
        #expect(probe.startedAt == nil)
        #expect(probe.listed == 2_000_000)
        let many = (0..<200).map { ProbeRecord(at: noon - .seconds($0 * 60), memory: figure) }
        #expect(MemoryTrend.find(in: many.reversed(), restartedAt: nil, now: noon) == nil)
    }

    @Test("search errors byte by byte, at any length")
    func search() {
        #expect(CrashPattern.find(in: String(repeating: "x", count: 3980) + "Session closed", confirmed: false) != nil)
        #expect(
            CrashPattern.find(in: String(repeating: "x", count: 1_000_000) + "Session closed", confirmed: false) == nil)
        #expect(CrashPattern.find(in: "Session closed\u{301}", confirmed: false) != nil)
        #expect(CrashPattern.find(in: "", confirmed: true) == nil)
        #expect(!"abc".contains(substring: "abcd"))
        #expect("aab".contains(substring: "ab"))
    }

    @Test(
        "read evidence back from JSON",
        arguments: [
            GatewayObservation.notFound, .unreachable(GatewayFailure(.overloaded, "429")),
            .answered(SessionAnswer(status: .failed, raw: "error", ending: .banned, since: noon)),
        ])
    func evidenceJSON(observation: GatewayObservation) throws {
        let evidence = Evidence(
            databaseStatus: .connected, observation: observation, lastIncoming: noon,
            failures: [FailedMessage(at: noon, error: "x")], sends: [SentMessage(at: noon, acknowledgement: .read)])
        #expect(try JSONDecoder().decode(Evidence.self, from: JSONEncoder().encode(evidence)) == evidence)
    }

    @Test("keep an account's whole case through JSON, and start afresh where it is broken")
    func caseJSON() throws {
        let world = World(sessions: 3)
        world.sessions[0].effects = [.softRestart: .nothing]
        world.at(1000) { $0.sessions[0].become(.disconnected, at: $0.now) }
        world.run(until: 1300)
        let file = world.sessions[0].file
        #expect(file.ladder.episode != nil)
        #expect(file.state.incident != nil)
        #expect(try JSONDecoder().decode(SessionCase.self, from: JSONEncoder().encode(file)) == file)
        let broken = #"{"state":5,"ladder":[],"track":"x","later":1}"#
        #expect(try JSONDecoder().decode(SessionCase.self, from: Data(broken.utf8)) == SessionCase())
    }
}
