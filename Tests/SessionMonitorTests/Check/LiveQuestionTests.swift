import Basics
import Gateways
import SessionHealth
import Synchronization
import Testing
import WallTime

@testable import SessionMonitor

@Suite("The live question")
struct LiveQuestionTests {
    /// A gateway whose list is a record, as Evolution's rows are.
    private func world(_ settings: HealthSettings = HealthSettings()) async throws -> World {
        try await World(settings: settings, aloneSource: .live)
    }

    @Test("finds a session that the record calls open and the gateway does not, at the next sweep")
    func recordIsNoProof() async throws {
        let world = try await world()
        defer { world.remove() }
        try await world.addNine()
        world.gateway.setAlone("s3", .disconnected)
        try await world.run(for: .seconds(300))
        let incidents = try await world.store.incidents()
        #expect(incidents.map(\.incident.session) == ["s3"])
        #expect(incidents.first?.incident.cause == .disconnected)
        #expect(world.gateway.calls.contains("restart s3"))
    }

    @Test("judges a recovery: the record says open all the while, and the session is not back")
    func recovery() async throws {
        let world = try await world()
        defer { world.remove() }
        try await world.addNine()
        world.gateway.setAlone("s3", .disconnected)
        try await world.run(for: .minutes(12))
        let account = try await world.store.account(named: "s3")
        let attempts = try await world.store.recoveries(of: account.id)
        #expect(!attempts.isEmpty)
        #expect(attempts.allSatisfy { $0.outcome != .recovered })
        world.gateway.setAlone("s3", nil)
        try await world.run(for: .minutes(8))
        #expect(try await world.store.account(named: "s3").incident == nil)
    }

    @Test("is what the fleet brake counts: twelve of twelve down behind open rows are one incident and no restart")
    func census() async throws {
        let world = try await world()
        defer { world.remove() }
        for index in 0..<12 { try await world.add("s\(index)") }
        try await world.run(for: .seconds(130))
        for index in 0..<12 { world.gateway.setAlone("s\(index)", .connecting) }
        try await world.run(for: .minutes(20))
        let incidents = try await world.store.incidents()
        #expect(incidents.map(\.incident.cause) == [.shared])
        #expect(world.gateway.calls.isEmpty)
        for index in 0..<12 { world.gateway.setAlone("s\(index)", nil) }
        try await world.run(for: .minutes(20))
        #expect(try await world.store.incidents().filter { $0.incident.resolvedAt == nil }.isEmpty)
    }

    @Test("is asked of each connected session once an interval, and of nobody else")
    func once() async throws {
        let world = try await world()
        defer { world.remove() }
        try await world.addNine()
        try await world.add("lost", .disconnected, at: .disconnected)
        let before = world.gateway.state.withLock { $0.lookups.count }
        try await world.run(for: .seconds(600))
        let asked = world.gateway.state.withLock { Array($0.lookups.dropFirst(before)) }
        for index in 0..<9 { #expect(asked.filter { $0 == "s\(index)" }.count == 5) }
        #expect(!asked.contains("lost"))
    }

    @Test("that gets no answer leaves the session unknown, and not connected")
    func noAnswer() async throws {
        let world = try await world()
        defer { world.remove() }
        try await world.addNine()
        world.clock.advance(by: .seconds(100))
        world.gateway.state.withLock { $0.aloneFailure = .timedOut }
        let result = try #require(try await world.check("s1").first)
        #expect(result.disposition == .unknown)
        #expect(world.gateway.calls.isEmpty)
    }

    @Test("that was not asked, by our own restraint, leaves the list's word")
    func notAsked() async throws {
        let world = try await world()
        defer { world.remove() }
        try await world.addNine()
        world.clock.advance(by: .seconds(100))
        world.gateway.state.withLock { $0.aloneFailure = .circuitOpen }
        let result = try #require(try await world.check("s1").first)
        #expect(result.gatewayStatus == .connected)
    }

    @Test("is not asked where the list is as near to the session as the question is")
    func needless() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        #expect(world.gateway.state.withLock { $0.lookups.isEmpty })
    }

    @Test("takes the doubtful first, then the odd, then those who were asked the longest ago")
    func turn() {
        let now = World.start
        let names = ["a", "b", "c", "d", "e", "f"]
        let list = SessionList(
            observations: names.map {
                SessionObservation(id: $0, status: $0 == "f" ? .failed : .connected, rawStatus: "")
            })
        func account(_ name: String, doubtful: Bool = false, odd: Bool = false) -> SurveyedAccount {
            SurveyedAccount(
                session: name, isExpected: true, isBadThoughConnected: false, isDoubtful: doubtful, isOdd: odd)
        }
        let turn = LiveQuestions.turn(
            [
                account("a"), account("b"), account("c", odd: true), account("d", doubtful: true), account("e"),
                account("f"),
            ],
            list,
            [
                "a": .init(at: now - .seconds(200), isConnected: true),
                "b": .init(at: now - .seconds(30), isConnected: true),
                "d": .init(at: now - .seconds(15), isConnected: true),
                "e": .init(at: now - .seconds(300), isConnected: true),
            ], at: now, settings: HealthSettings())
        #expect(turn == ["d", "c", "e", "a"])
    }

    @Test("reaches ten thousand sessions in one sweep, and never has more in flight than may be")
    func many() async throws {
        let gateway = SlowGateway()
        let questions = LiveQuestions(settings: HealthSettings(), clock: SystemClock())
        let names = (0..<10_000).map { "s\($0)" }
        let list = SessionList(
            observations: names.map { SessionObservation(id: $0, status: .connected, rawStatus: "open") })
        let accounts = names.map { SurveyedAccount(session: $0, isExpected: true, isBadThoughConnected: false) }
        let answers = await questions.ask(gateway, list, accounts)
        #expect(answers.count == 10_000)
        #expect(gateway.mostAtOnce <= 16)
        // All were asked a moment ago.
        #expect(await questions.ask(gateway, list, accounts).isEmpty)
    }
}

@Suite("What we do not ask")
struct OwnRestraintTests {
    @Test("is no evidence: an answer of 429 with its time to wait makes a gateway suspect, and nothing more")
    func overloadedOnce() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        world.gateway.state.withLock { ($0.failure, $0.retryAfter) = (.overloaded, .seconds(30)) }
        try await world.sweep()
        try await world.drain()
        #expect(try await world.store.gateway(named: "main").phase == .suspect)
        world.gateway.state.withLock { ($0.failure, $0.retryAfter) = (.circuitOpen, .seconds(20)) }
        world.clock.advance(by: .seconds(10))
        _ = try await world.check("s1")
        #expect(try await world.store.gateway(named: "main").phase == .suspect)
        world.gateway.state.withLock { ($0.failure, $0.retryAfter) = (nil, nil) }
        world.clock.advance(by: .seconds(21))
        try await world.drain()
        #expect(try await world.store.gateway(named: "main").phase == .good)
        #expect(try await world.store.incidents().isEmpty)
        #expect(try await world.count("SELECT count(*) FROM gateway_probes WHERE outcome = 'not_asked'") == 0)
    }

    @Test("is asked at once when the trial got through: a gateway that is back has its list read at the first trial")
    func trial() async throws {
        let world = try await World()
        defer { world.remove() }
        try await world.addNine()
        // With an open circuit only one of two questions goes through: here the probe.
        world.gateway.state.withLock { $0.listFailures = [.circuitOpen] }
        let results = try await world.check("s1", "s2")
        #expect(results.map(\.disposition) == [.checked, .checked])
    }
}
