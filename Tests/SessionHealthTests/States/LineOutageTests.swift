import Foundation
import Testing
import WallTime

@testable import SessionHealth

@Suite("An outage of the line")
struct LineOutageTests {
    let settings = HealthSettings()

    func at(_ seconds: Double) -> Timestamp { Timestamp(seconds: 1_000_000) + .seconds(seconds) }

    private func census(_ together: Int, of expected: Int, bad: Int? = nil) -> FleetCensus {
        FleetCensus(expected: expected, bad: bad ?? together, listed: expected, together: together)
    }

    private func survey(
        _ state: inout GatewayState, _ seconds: Double, _ census: FleetCensus, others: [FleetCensus] = []
    ) -> [GatewayAction] {
        state.surveyed(
            census, others: others, gateway: "g", at: at(seconds), random: 0, settings: settings)
    }

    private func good() -> GatewayState {
        var state = GatewayState()
        state.phase = .good
        state.lastProbeAt = at(0)
        return state
    }

    @Test("brakes two of two sessions that were lost at the same time, and says so once")
    func two() {
        var state = good()
        #expect(survey(&state, 0, census(2, of: 2)) == [.recheck(after: .seconds(15))])
        #expect(state.inhibitsSessions)
        let actions = survey(&state, 16, census(2, of: 2))
        #expect(state.incident?.cause == .shared)
        #expect(actions.count == 1)
        #expect(survey(&state, 60, census(2, of: 2)).isEmpty)
    }

    @Test(
        "does not brake what was lost at other times, or has a reason of its own", arguments: [(0, 2), (1, 2), (1, 3)])
    func apart(together: Int, expected: Int) {
        var state = good()
        #expect(survey(&state, 0, census(together, of: expected, bad: expected)).isEmpty || expected >= 3)
        if expected < 3 { #expect(state.brake == nil) }
    }

    @Test(
        "lets two go after a while: they may have two causes after all; and does not brake them again before they are well"
    )
    func expires() {
        var state = good()
        var second = 0.0
        while second < 290 {
            _ = survey(&state, second, census(2, of: 2))
            #expect(state.brake == .shared)
            second += 15
        }
        for second in stride(from: 300.0, to: 3600, by: 60) {
            _ = survey(&state, second, census(2, of: 2))
            #expect(state.brake == nil)
        }
        #expect(state.settlingUntil == nil)
        _ = survey(&state, 3700, census(0, of: 2))
        _ = survey(&state, 3800, census(2, of: 2))
        #expect(state.brake == .shared)
    }

    @Test("brakes across the gateways of one host, though each has one session only, and for as long as it lasts")
    func host() {
        var state = good()
        let others = Array(repeating: census(1, of: 1), count: 3)
        for second in stride(from: 0.0, to: 3600, by: 60) {
            _ = survey(&state, second, census(1, of: 1), others: others)
            #expect(state.brake == .shared)
        }
        #expect(
            state.incident?.evidence.last == "4 of 4 sessions of 4 gateways on this host were lost at the same time")
    }

    @Test("does not brake a gateway whose own sessions are well")
    func well() {
        var state = good()
        #expect(survey(&state, 0, census(0, of: 4), others: [census(4, of: 4)]).isEmpty)
        #expect(state.brake == nil)
    }

    @Test("brakes a single session where WhatsApp's hosts were reached before, and are not now")
    func one() {
        var state = good()
        state.line.looked(true, at: at(-60))
        state.line.looked(false, at: at(0))
        for second in stride(from: 0.0, to: 7200, by: 60) {
            _ = survey(&state, second, census(1, of: 9))
            #expect(state.brake == .shared)
        }
        #expect(state.incident?.evidence.last?.contains("WhatsApp's own hosts cannot be reached") == true)
        state.line.looked(true, at: at(7200))
        _ = survey(&state, 7200, census(1, of: 9))
        #expect(state.brake == nil)
    }

    @Test("is not seen where no look ever succeeded: a machine without a way out proves nothing")
    func noWayOut() {
        var state = good()
        state.line.looked(false, at: at(0))
        #expect(!state.line.isOut)
        #expect(state.line.isUnreachable)
        _ = survey(&state, 0, census(1, of: 1))
        #expect(state.brake == nil)
    }

    @Test("is ruled out while the line is up: two that are lost then have causes of their own")
    func lineUp() {
        var state = good()
        state.line.looked(true, at: at(0))
        _ = survey(&state, 10, census(2, of: 2))
        #expect(state.brake == nil)
        #expect(!state.line.isUp(at: at(1000), settings: settings))
    }

    @Test("is remembered with the gateway, and what an earlier version wrote is read")
    func stored() throws {
        var state = good()
        state.line.looked(true, at: at(0))
        state.fewWereBraked = true
        state.census = census(2, of: 2)
        #expect(try JSONDecoder().decode(GatewayState.self, from: JSONEncoder().encode(state)) == state)
        let other = #"{"phase": "good", "census": {"expected": 2, "bad": 0, "known": 2}}"#
        let read = try JSONDecoder().decode(GatewayState.self, from: Data(other.utf8))
        #expect(read.line == LineState())
        #expect(read.census?.expected == 2)
    }
}
