import Foundation
import SeededRandom
import Testing
import WallTime

@testable import SessionHealth

@Suite("Availability")
struct AvailabilityTests {
    let interval = Duration.seconds(120)

    func at(_ seconds: Int) -> Timestamp { Timestamp(seconds: Int64(seconds)) }

    /// All intervals of a track, the growing one too.
    func intervals(_ checks: [(Int, Availability)]) -> [AvailabilityInterval] {
        var track = AvailabilityTrack()
        var all: [AvailabilityInterval] = []
        for (second, state) in checks { all += track.record(state, at: at(second), interval: interval) }
        if let open = track.current, open.milliseconds > 0 { all.append(open) }
        return all
    }

    @Test("changes in the middle between two checks")
    func middle() {
        let found = intervals([(0, .up), (120, .up), (240, .down), (360, .down), (480, .up)])
        #expect(
            found == [
                AvailabilityInterval(from: at(0), to: at(180), state: .up),
                AvailabilityInterval(from: at(180), to: at(420), state: .down),
                AvailabilityInterval(from: at(420), to: at(480), state: .up),
            ])
    }

    @Test("changes where the gateway says it did, if that lies between the checks")
    func event() {
        for (changed, expected) in [(130, 130), (240, 240), (120, 180), (900, 180)] {
            var track = AvailabilityTrack()
            _ = track.record(.up, at: at(0), interval: interval)
            _ = track.record(.up, at: at(120), interval: interval)
            let done = track.record(.down, at: at(240), changedAt: at(changed), interval: interval)
            #expect(done == [AvailabilityInterval(from: at(0), to: at(expected), state: .up)])
        }
    }

    @Test("is unknown in a gap of more than two intervals, and never interpolated")
    func gap() {
        #expect(intervals([(0, .up), (240, .up)]).map(\.state) == [.up])
        #expect(
            intervals([(0, .up), (120, .up), (361, .up), (481, .up)])
                == [
                    AvailabilityInterval(from: at(0), to: at(120), state: .up),
                    AvailabilityInterval(from: at(120), to: at(361), state: .unknown),
                    AvailabilityInterval(from: at(361), to: at(481), state: .up),
                ])
    }

    @Test("is not confused by a clock that goes back")
    func backwards() {
        #expect(
            intervals([(1000, .up), (1120, .up), (500, .down), (1120, .down), (1240, .up)])
                == [AvailabilityInterval(from: at(1000), to: at(1240), state: .up)])
    }

    @Test("equals a count of every second, over weeks of chance", arguments: 1...6)
    func everySecond(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        // Even seconds, so that every middle is a whole second.
        var second = 0
        var checks: [(Int, Availability)] = []
        var state = Availability.up
        while second < 400_000 {
            checks.append((second, state))
            if Int.random(in: 0..<6, using: &generator) == 0 {
                state = Availability.allCases.randomElement(using: &generator) ?? .up
            }
            second +=
                Int.random(in: 0..<12, using: &generator) == 0
                ? 2 * Int.random(in: 50...2000, using: &generator) : 2 * Int.random(in: 5...120, using: &generator)
        }
        // The same by another way: each second asks its two neighbouring checks.
        var counts: [Availability: Int64] = [:]
        let window = 40_001..<350_001
        var next = 0
        for second in window {
            while next < checks.count, checks[next].0 <= second { next += 1 }
            guard next > 0, next < checks.count else { continue }
            let (before, after) = (checks[next - 1], checks[next])
            let state: Availability =
                if after.0 - before.0 > 240 {
                    .unknown
                } else {
                    2 * second < before.0 + after.0 ? before.1 : after.1
                }
            counts[state, default: 0] += 1000
        }
        let totals = AvailabilityTotals(intervals(checks), from: at(window.lowerBound), to: at(window.upperBound))
        #expect(totals.up == counts[.up, default: 0])
        #expect(totals.down == counts[.down, default: 0])
        #expect(totals.gatewayDown == counts[.gatewayDown, default: 0])
        #expect(totals.unknown == counts[.unknown, default: 0])
        #expect(
            totals.excluded == [.maintenance, .neverLinked, .stopped].reduce(0) { $0 + counts[$1, default: 0] })
    }

    @Test("is rolled up by hours and days of UTC, before 1970 as well")
    func rollups() {
        let hour = HealthRollup.hour
        #expect(HealthRollup.start(of: Timestamp(milliseconds: 0), length: hour).milliseconds == 0)
        #expect(HealthRollup.start(of: Timestamp(milliseconds: hour * 2 - 1), length: hour).milliseconds == hour)
        #expect(HealthRollup.start(of: Timestamp(milliseconds: -1), length: hour).milliseconds == -hour)
    }

    @Test(
        "tells what an account counts as",
        arguments: [
            (SessionAnswer(status: .connected), SessionStatus.connected, Availability.up),
            (SessionAnswer(status: .disconnected), .connected, .down),
            (SessionAnswer(status: .qrScanning), .connected, .down),
            (SessionAnswer(status: .qrScanning), .qrScanning, .neverLinked),
            (SessionAnswer(status: .disconnected, ending: .stoppedByUser), .connected, .stopped),
            (SessionAnswer(status: .unknown), .connected, .unknown),
        ])
    func states(answer: SessionAnswer, database: SessionStatus, expected: Availability) {
        let assessment = HealthAssessment(
            Evidence(databaseStatus: database, observation: .answered(answer)), settings: HealthSettings(), now: at(9))
        func counts(_ account: AccountConditions = AccountConditions(), trouble: Bool = false) -> Availability {
            var gateway = GatewayState()
            gateway.phase = trouble ? .down : .good
            return Availability(
                assessment, session: SessionHealthState(), gateway: gateway, account: account, at: at(9))
        }
        #expect(counts() == expected)
        #expect(counts(AccountConditions(maintenanceUntil: at(10))) == .maintenance)
        #expect(counts(AccountConditions(onHold: "")) == .stopped)
        if expected == .down || expected == .unknown { #expect(counts(trouble: true) == .gatewayDown) }
    }

    @Test("survives JSON of its own and of another version")
    func json() throws {
        var track = AvailabilityTrack()
        _ = track.record(.up, at: at(0), interval: interval)
        _ = track.record(.down, at: at(100), interval: interval)
        #expect(try JSONDecoder().decode(AvailabilityTrack.self, from: JSONEncoder().encode(track)) == track)
        let other = #"{"current":{"from":1,"to":2,"state":"dreaming"},"last":"up"}"#
        #expect(try JSONDecoder().decode(AvailabilityTrack.self, from: Data(other.utf8)) == AvailabilityTrack())
    }
}
