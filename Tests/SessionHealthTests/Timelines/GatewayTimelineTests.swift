import SeededRandom
import Testing
import WallTime

@testable import SessionHealth

/// Failures of gateways: no session is touched for what the gateway did.
@Suite("Timelines of a gateway")
struct GatewayTimelineTests {
    func touched(_ world: World) -> Int { world.sessions.reduce(0) { $0 + $1.steps.count } }

    @Test("30. stopped for ten minutes and back with a list that fills slowly: nothing touched, two notices")
    func stoppedAndSlow() {
        let world = World(sessions: 60)
        world.at(1000) { $0.failure = .unreachable }
        world.at(1600) {
            $0.failure = nil
            $0.startedAt = 1600
            for index in $0.sessions.indices { $0.sessions[index].answer = nil }
        }
        for index in 0..<60 {
            world.at(1610 + Double(index) * 10) { $0.sessions[index].become(.connected, at: $0.now) }
        }
        world.run(until: 6000)
        #expect(touched(world) == 0)
        #expect(world.told.map(\.kind) == [.gatewayDown, .recovered])
        #expect(world.gatewayIncidents.count == 1)
        #expect(world.openedIncidents == 0)
    }

    @Test(
        "31. whatever a gateway answers but a clear no, scores stay and nothing is touched",
        arguments: GatewayFailure.Kind.allCases)
    func notNotFound(kind: GatewayFailure.Kind) {
        let world = World(sessions: 10)
        world.at(1000) { $0.failure = kind }
        world.run(until: 30_000)
        #expect(touched(world) == 0)
        #expect(world.sessions.allSatisfy { $0.score == 100 })
        #expect(world.openedIncidents == 0)
        // What we did not ask speaks against nobody.
        #expect(world.gateway.incident?.cause == IncidentCause(kind))
        #expect(world.told.map(\.kind) == (kind == .notAsked ? [] : [.gatewayDown]))
    }

    @Test("32. an empty list while we know sessions: one incident, and nobody is reconnected", arguments: [1, 2, 40])
    func emptyList(count: Int) {
        let world = World(sessions: count)
        world.at(1000) { $0.listsNothing = true }
        world.run(until: 20_000)
        #expect(touched(world) == 0)
        #expect(world.gateway.incident?.cause == .emptyList)
        #expect(world.told(.gatewayDown) == 1)
        #expect(world.told.count == 1)
    }

    @Test("33. a WhatsApp update that fails the whole fleet: frozen, told once")
    func fleetFails() {
        let world = World(sessions: 30)
        world.at(1000) { world in
            for index in world.sessions.indices { world.sessions[index].become(.failed, at: world.now) }
        }
        world.run(until: 14_000)
        #expect(touched(world) == 0)
        #expect(world.gateway.incident?.cause == .shared)
        #expect(world.told.map(\.kind) == [.gatewayDown])
    }

    @Test("34. every session asks for a code after a restart: nobody is asked to scan")
    func allAskForCodes() {
        let world = World(sessions: 30)
        world.at(1000) { world in
            world.startedAt = 1000
            for index in world.sessions.indices {
                world.sessions[index].become(.qrScanning, showsQR: true, at: world.now)
            }
        }
        for index in 0..<30 { world.at(1500) { $0.sessions[index].become(.connected, at: $0.now) } }
        world.run(until: 6000)
        #expect(world.told(.scanNeeded) == 0)
        #expect(touched(world) == 0)
        #expect(world.openedIncidents == 0)
    }

    @Test("35. a quick restart that nobody else would have noticed is recorded and not told")
    func quickRestart() {
        let world = World(sessions: 30)
        world.at(1000) { world in
            world.startedAt = 1000
            for index in 0..<5 { world.sessions[index].answer = nil }
        }
        for index in 0..<5 { world.at(1150) { $0.sessions[index].become(.connected, at: $0.now) } }
        world.run(until: 4000)
        #expect(world.gatewayIncidents.map(\.cause) == [.restarted])
        #expect(world.told.isEmpty)
        #expect(touched(world) == 0)
    }

    @Test("36. what the restart did not bring back is recovered one by one, when its grace is over")
    func leftOvers() {
        let world = World(sessions: 30)
        world.at(1000) { world in
            world.startedAt = 1000
            for index in 0..<4 { world.sessions[index].become(.disconnected, at: world.now) }
        }
        world.run(until: 8000)
        let grace = world.settings.restartGrace(sessions: 30).inSeconds
        #expect((0..<4).allSatisfy { world.sessions[$0].steps.map(\.step) == ["soft_restart"] })
        #expect((0..<4).allSatisfy { (world.sessions[$0].steps.first?.at ?? 0) >= 1000 + grace })
        #expect(world.harm == [])
    }

    @Test("37. never more than a tenth of a gateway's sessions are in recovery at once")
    func share() {
        let world = World(sessions: 40)
        world.at(1000) { world in
            for index in 0..<15 {
                world.sessions[index].failures = [FailedMessage(at: world.now, error: "Session closed")]
            }
        }
        var most = 0
        for second in stride(from: 1000.0, to: 15_000, by: 10) {
            world.at(second) { world in
                most = max(most, world.sessions.count { $0.file.ladder.running != nil })
            }
        }
        world.run(until: 15_000)
        #expect(most <= 4)
        #expect((0..<15).allSatisfy { world.sessions[$0].steps.map(\.step) == ["soft_restart"] })
    }

    @Test("38. one slow probe is no outage")
    func oneBadProbe() {
        let world = World(sessions: 10)
        world.at(1079) { $0.failure = .unreachable }
        world.at(1085) { $0.failure = nil }
        world.run(until: 4000)
        #expect(world.gatewayIncidents.isEmpty)
        #expect(world.gateway.incident == nil)
        #expect(world.told.isEmpty)
    }

    @Test("39. a gateway that dies during a recovery does not count against the session")
    func diesDuringRecovery() {
        let world = World(sessions: 9)
        world.sessions[0].effects = [.softRestart: .nothing]
        world.at(1000) { $0.sessions[0].become(.failed, at: $0.now) }
        world.at(1300) { $0.failure = .unreachable }
        world.at(1900) { $0.failure = nil }
        world.run(until: 2700)
        #expect(world.episodes.first?.attempts.map(\.outcome) == [.inconclusive, .failed, .recovered])
        #expect(!world.sessions[0].steps.map(\.step).contains("new_session"))
    }

    @Test("40. the count of destructive calls on living logins is 0, whatever happens by chance", arguments: 0..<24)
    func chaos(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let world = World(sessions: Int.random(in: 1...15, using: &generator))
        world.random = Double.random(in: 0..<1, using: &generator)
        for _ in 0..<100 {
            let time = Double.random(in: 0..<20_000, using: &generator)
            let index = Int.random(in: world.sessions.indices, using: &generator)
            let kind = Int.random(in: 0..<12, using: &generator)
            let length = Double.random(in: 10..<2000, using: &generator)
            world.at(time) { world in Chaos.strike(kind, index, length, world) }
        }
        world.run(until: 30_000)
        #expect(world.harm == [])
        for session in world.sessions {
            let times = session.steps.filter { $0.step != "ask_scan" }.map(\.at)
            for time in times {
                #expect(times.count { $0 >= time && $0 < time + 3600 } <= 3)
                #expect(times.count { $0 >= time && $0 < time + 86400 } <= 6)
            }
        }
        let alerts = world.told.filter { $0.kind != .recovered }
        for (key, same) in Dictionary(grouping: alerts, by: \.key) {
            let times = same.map(\.at).sorted()
            #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= world.settings.notifyRepeat }, "\(key)")
        }
        #expect(world.told(.recovered) <= alerts.count)
    }
}

/// Blows of chance. None of them ends a login, but one: and that one says so.
enum Chaos {
    static func strike(_ kind: Int, _ index: Int, _ length: Double, _ world: World) {
        let end = world.seconds + length
        func heal(_ change: @escaping (World) -> Void) { world.at(end, change) }
        func back(_ world: World) {
            guard world.sessions[index].loginAlive else { return }
            world.sessions[index].become(.connected, at: world.now)
        }
        // A session that is taken away again while it is being brought back, unseen, cannot be told from one that never came.
        func spared(_ index: Int) -> Bool {
            !world.sessions[index].loginAlive || world.sessions[index].file.ladder.running != nil
        }
        guard !spared(index) else { return }
        switch kind {
        case 0: world.sessions[index].failures = [FailedMessage(at: world.now, error: "Session closed")]
        case 1:
            world.failure = GatewayFailure.Kind.allCases[Int(length) % 5]
            heal { $0.failure = nil }
        case 2:
            world.listsNothing = true
            heal { $0.listsNothing = false }
        case 3:
            world.startedAt = world.seconds
            for other in world.sessions.indices where !spared(other) {
                world.sessions[other].answer = nil
                world.at(world.seconds + Double(other) * 13) { world in
                    guard world.sessions[other].loginAlive else { return }
                    world.sessions[other].become(.connected, at: world.now)
                }
            }
        case 4:
            world.sessions[index].become(.disconnected, at: world.now)
            heal(back)
        case 5:
            world.sessions[index].become(.connecting, at: world.now)
            heal(back)
        case 6:
            world.sessions[index].answer = nil
            heal(back)
        case 7:
            // The state in which the Node service starts every session; its login lives.
            world.sessions[index].become(.qrScanning, showsQR: nil, at: world.now)
            heal(back)
        case 8:
            world.sessions[index].sends = [SentMessage(at: world.now, acknowledgement: .pending)]
            heal { $0.sessions[index].sends = [] }
        case 9: world.sessions[index].become(.failed, ending: .banned, at: world.now)
        case 10:
            world.sessions[index].loginAlive = false
            world.sessions[index].scansAfter = length
            world.sessions[index].become(.disconnected, ending: .loggedOut, at: world.now)
        default:
            world.sessions[index].loginAlive = false
            world.sessions[index].scansAfter = length
            world.sessions[index].become(.qrScanning, showsQR: true, at: world.now)
        }
    }
}
