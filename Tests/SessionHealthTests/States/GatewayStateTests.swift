import Foundation
import Testing
import WallTime

@testable import SessionHealth

@Suite("A gateway's state")
struct GatewayStateTests {
    let settings = HealthSettings()

    func at(_ seconds: Double) -> Timestamp { Timestamp(seconds: 1_000_000) + .seconds(seconds) }

    func probe(
        _ state: inout GatewayState, _ seconds: Double, failure: GatewayFailure.Kind? = nil, uptime: Double? = nil
    ) -> [GatewayAction] {
        let record = ProbeRecord(
            at: at(seconds), failure: failure.map { GatewayFailure($0, "refused") }, uptime: uptime)
        return state.probed(record, gateway: "g", random: 0, settings: settings)
    }

    func survey(_ state: inout GatewayState, _ seconds: Double, bad: Int, of expected: Int, listed: Int?)
        -> [GatewayAction]
    {
        state.surveyed(
            FleetCensus(expected: expected, bad: bad, listed: listed), gateway: "g", at: at(seconds), random: 0,
            settings: settings)
    }

    @Test("is down after the second bad probe, and well after the second good one")
    func downAndUp() throws {
        var state = GatewayState()
        _ = probe(&state, 0, uptime: 5000)
        #expect(probe(&state, 120, failure: .unreachable) == [.recheck(after: .seconds(15))])
        #expect(state.phase == .suspect)
        #expect(state.inhibitsSessions)
        _ = probe(&state, 135, failure: .unreachable)
        #expect(state.phase == .down)
        #expect(state.incident?.cause == .unreachable)
        #expect(state.incident?.beganAt == at(60))
        #expect(!state.mayAsk(at: at(136)))
        #expect(state.mayAsk(at: at(240)))
        #expect(probe(&state, 240, uptime: 5240) == [.recheck(after: .seconds(15))])
        #expect(state.phase == .halfOpen)
        #expect(state.inhibitsSessions)
        let actions = probe(&state, 255, uptime: 5255)
        guard case .closeIncident(let closed) = actions.last else {
            Issue.record("the incident was not closed: \(actions)")
            return
        }
        #expect(closed.resolvedAt == at(240))
        #expect(state.phase == .good)
    }

    private func probe(
        _ state: inout GatewayState, _ seconds: Double, _ kind: GatewayFailure.Kind, retryAfter: Double
    ) -> [GatewayAction] {
        let failure = GatewayFailure(kind, "429", retryAfter: .seconds(retryAfter))
        return state.probed(ProbeRecord(at: at(seconds), failure: failure), gateway: "g", random: 0, settings: settings)
    }

    @Test("that wants to be left alone is suspect, is asked again then and not before, and that is no outage")
    func overloaded() {
        var state = GatewayState()
        _ = probe(&state, 0)
        #expect(probe(&state, 120, .overloaded, retryAfter: 30) == [.recheck(after: .seconds(30))])
        #expect(state.phase == .suspect)
        #expect(!state.mayAsk(at: at(149)))
        #expect(state.mayAsk(at: at(150)))
        #expect(probe(&state, 150) == [])
        #expect(state.phase == .good)
        #expect(state.incident == nil)
    }

    @Test("that is overloaded at two looks has an incident of that cause, and never waits longer than is allowed")
    func overloadedTwice() {
        var state = GatewayState()
        _ = probe(&state, 0)
        _ = probe(&state, 120, .overloaded, retryAfter: 86400)
        #expect(state.mayAsk(at: at(420)))
        _ = probe(&state, 420, .overloaded, retryAfter: 30)
        #expect(state.incident?.cause == .overloaded)
        #expect(state.phase == .down)
    }

    @Test("learns nothing from a question that was not asked", arguments: [GatewayState.Phase.good, .suspect, .down])
    func notAsked(phase: GatewayState.Phase) {
        var state = GatewayState()
        _ = probe(&state, 0)
        if phase != .good { _ = probe(&state, 120, failure: .unreachable) }
        if phase == .down { _ = probe(&state, 135, failure: .unreachable) }
        let before = state
        for second in stride(from: 140.0, to: 400, by: 20) {
            #expect(probe(&state, second, .notAsked, retryAfter: 20) == [.recheck(after: .seconds(20))])
        }
        #expect(state.phase == phase)
        #expect(state.incident == before.incident)
        #expect(state.badProbes == before.badProbes)
        #expect(state.lastProbeAt == before.lastProbeAt)
        #expect(!state.mayAsk(at: at(390)))
    }

    @Test("is not down after one bad probe")
    func transient() {
        var state = GatewayState()
        _ = probe(&state, 0)
        _ = probe(&state, 120, failure: .badAnswer)
        #expect(probe(&state, 135) == [])
        #expect(state.phase == .good)
        #expect(state.incident == nil)
    }

    @Test("opens its circuit again at each failure, and never for longer than half an interval")
    func circuit() {
        var state = GatewayState()
        var opened = 0
        for second in stride(from: 0.0, to: 7200, by: 60) {
            for action in probe(&state, second, failure: .unreachable) {
                if case .openIncident = action { opened += 1 }
            }
            #expect(state.circuitOpenUntil.map { $0 - at(second) <= .seconds(60) } ?? true)
        }
        #expect(opened == 1)
        _ = probe(&state, 7200)
        _ = probe(&state, 7205, failure: .unauthorized)
        #expect(state.phase == .down)
        #expect(state.incident?.cause == .unauthorized)
    }

    @Test("noticed as restarted when its uptime falls")
    func restart() {
        var state = GatewayState()
        _ = probe(&state, 0, uptime: 90_000)
        #expect(state.restartedAt == nil)
        #expect(probe(&state, 120, uptime: 20) == [.restartDetected(at: at(100))])
        #expect(state.phase == .restarting)
        #expect(state.inhibitsSessions)
        #expect(probe(&state, 240, uptime: 139.4) == [])
        _ = probe(&state, 401, uptime: 301)
        #expect(state.phase == .good)
    }

    @Test("noticed as restarted although its uptime rose in a long gap")
    func restartInGap() {
        var state = GatewayState()
        _ = probe(&state, 0, uptime: 100)
        #expect(probe(&state, 600, uptime: 200) == [.restartDetected(at: at(400))])
    }

    @Test("not taken as restarting by workers of different age behind one address")
    func workers() {
        var state = GatewayState()
        _ = probe(&state, 0, uptime: 9000)
        #expect(probe(&state, 120, uptime: 10).count == 1)
        var detected = 0
        for turn in 2..<20 {
            let second = Double(turn) * 120
            detected += probe(&state, second, uptime: turn.isMultiple(of: 2) ? 9000 + second : second - 110).count
        }
        #expect(detected == 0)
        #expect(state.phase == .good)
    }

    @Test("waits for its sessions in proportion to their number")
    func proportional() {
        var state = GatewayState()
        _ = probe(&state, 0, uptime: 9000)
        _ = survey(&state, 0, bad: 0, of: 100, listed: 100)
        _ = probe(&state, 120, uptime: 0)
        #expect(state.settlingUntil == at(120 + 1500))
    }

    @Test("brakes the fleet when its list is empty, at once and with one incident")
    func emptyList() {
        var state = GatewayState()
        _ = probe(&state, 0)
        #expect(survey(&state, 0, bad: 2, of: 2, listed: 0) == [.recheck(after: .seconds(15))])
        #expect(state.brake == .emptyList)
        #expect(state.inhibitsSessions)
        _ = survey(&state, 20, bad: 2, of: 2, listed: 0)
        #expect(state.incident?.cause == .emptyList)
        #expect(survey(&state, 140, bad: 2, of: 2, listed: 0) == [])
    }

    @Test(
        "brakes the fleet from three sessions and 55 % on",
        arguments: [
            (2, 2, false), (3, 3, true), (3, 5, true), (3, 6, false), (54, 100, false), (55, 100, true), (0, 0, false),
        ])
    func brake(bad: Int, of: Int, holds: Bool) {
        let census = FleetCensus(expected: of, bad: bad, listed: 100)
        #expect((census.brake(settings) == .shared) == holds)
    }

    @Test("tells of one incident from going down until every session is back")
    func downThenEmptyThenFull() {
        var state = GatewayState()
        var opened = 0
        var closed = 0
        func count(_ actions: [GatewayAction]) {
            for action in actions {
                if case .openIncident = action { opened += 1 }
                if case .closeIncident = action { closed += 1 }
            }
        }
        count(probe(&state, 0, uptime: 9000))
        count(survey(&state, 0, bad: 0, of: 60, listed: 60))
        for second in stride(from: 60.0, to: 660, by: 60) { count(probe(&state, second, failure: .unreachable)) }
        for second in stride(from: 660.0, to: 1800, by: 60) {
            count(probe(&state, second, uptime: second - 655))
            let back = min(60, Int((second - 660) / 10))
            count(survey(&state, second, bad: 60 - back, of: 60, listed: back))
            if back < 60 {
                #expect(state.inhibitsSessions)
                #expect(closed == 0)
            }
        }
        #expect(opened == 1)
        #expect(closed == 1)
        #expect(state.phase == .good)
        #expect(!state.inhibitsSessions)
    }

    @Test("survives JSON of its own and of another version")
    func json() throws {
        var state = GatewayState()
        _ = probe(&state, 0, uptime: 100)
        _ = survey(&state, 0, bad: 9, of: 9, listed: 0)
        _ = survey(&state, 30, bad: 9, of: 9, listed: 0)
        _ = probe(&state, 60, failure: .overloaded)
        let data = try JSONEncoder().encode(state)
        #expect(try JSONDecoder().decode(GatewayState.self, from: data) == state)
        let other = #"{"phase":"tired","brake":"shared","census":3,"badProbes":-4,"new":{}}"#
        let read = try JSONDecoder().decode(GatewayState.self, from: Data(other.utf8))
        #expect(read == GatewayState())
    }
}
