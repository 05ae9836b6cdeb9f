import Testing
import WallTime

@testable import SessionHealth

@Suite("A notification")
struct NotificationTests {
    let settings = HealthSettings()

    func event(
        _ kind: NotificationKind, _ audience: NotificationAudience = .admin, session: String? = "s",
        at: Timestamp = noon
    ) -> NotificationEvent {
        NotificationEvent(audience, kind, gateway: "g", session: session, at: at, text: "")
    }

    @Test("is collected with others for 30 seconds")
    func grouping() {
        #expect(event(.degraded).decide(NotificationHistory(), settings: settings) == .send(dueAt: noon + .seconds(30)))
        let open = NotificationHistory(groupDueAt: noon + .seconds(4))
        #expect(event(.degraded).decide(open, settings: settings) == .send(dueAt: noon + .seconds(4)))
        let past = NotificationHistory(groupDueAt: noon)
        #expect(event(.degraded).decide(past, settings: settings) == .send(dueAt: noon + .seconds(30)))
    }

    @Test("is not repeated within four hours", arguments: [(0.0, true), (14_399.999, true), (14_400, false)])
    func repetition(ago: Double, suppressed: Bool) {
        let history = NotificationHistory(lastSameAt: noon - .seconds(ago))
        let decision = event(.degraded).decide(history, settings: settings)
        #expect((decision == .suppress(.repeated)) == suppressed)
    }

    @Test("about an account is muted while its gateway's incident is open; the gateway's own is not")
    func muted() {
        let history = NotificationHistory(gatewayIncidentOpen: true)
        #expect(event(.scoreLow).decide(history, settings: settings) == .suppress(.muted))
        #expect(event(.scanNeeded, .user).decide(history, settings: settings) == .suppress(.muted))
        #expect(
            event(.gatewayDown, session: nil).decide(history, settings: settings) == .send(dueAt: noon + .seconds(30)))
    }

    @Test("of an end is sent to those who were told the beginning, and to nobody else")
    func resolved() {
        let recovered = event(.recovered)
        #expect(recovered.decide(NotificationHistory(), settings: settings) == .suppress(.neverTold))
        #expect(
            recovered.decide(NotificationHistory(gatewayIncidentOpen: true, sentInIncident: 1), settings: settings)
                == .send(dueAt: noon + .seconds(30)))
        #expect(recovered.decide(NotificationHistory(waitingInIncident: 2), settings: settings) == .withdraw)
        let soon = NotificationHistory(lastSameAt: noon - .seconds(5), sentInIncident: 1)
        #expect(recovered.decide(soon, settings: settings) == .send(dueAt: noon + .seconds(30)))
    }

    @Test(
        "tells one story once: what was told of an incident is not told again in other words",
        arguments: [
            (NotificationKind.reconnectBegun, [NotificationKind.degraded]), (.degraded, [.reconnectBegun]),
            (.degraded, [.scanNeeded]), (.reconnectFailed, [.scoreLow]), (.scoreLow, [.needsPerson]),
        ])
    func story(kind: NotificationKind, told: [NotificationKind]) {
        let history = NotificationHistory(sentInIncident: told.count, toldInIncident: Set(told))
        #expect(event(kind).decide(history, settings: settings) == .suppress(.said))
        #expect(event(kind).decide(NotificationHistory(), settings: settings) == .send(dueAt: noon + .seconds(30)))
    }

    @Test("that asks a person to do something is told, whatever was told before, and takes the place of what waits")
    func calls() {
        let history = NotificationHistory(sentInIncident: 1, toldInIncident: [.degraded])
        #expect(event(.scanNeeded, .user).decide(history, settings: settings) == .send(dueAt: noon + .seconds(30)))
        #expect(event(.needsPerson).decide(history, settings: settings) == .send(dueAt: noon + .seconds(30)))
        #expect(event(.scanNeeded).supersedes == NotificationKind.beginnings)
        #expect(event(.reconnectBegun).supersedes == [.scoreLow, .degraded])
        #expect(event(.gatewayDown, session: nil).supersedes.isEmpty)
    }

    @Test("is one of two at most that an operator gets of a session's incident")
    func enough() {
        let two = NotificationHistory(sentInIncident: 2, toldInIncident: [.scoreLow, .needsPerson])
        #expect(event(.recovered).decide(two, settings: settings) == .suppress(.enough))
        #expect(event(.recovered, .user).decide(two, settings: settings) == .send(dueAt: noon + .seconds(30)))
        let full = NotificationHistory(sentInIncident: 1, waitingInIncident: 1, toldInIncident: [.scoreLow])
        #expect(event(.needsPerson).decide(full, settings: settings) == .suppress(.enough))
    }

    @Test("waits as long as what it tells of may mend by itself")
    func notBefore() {
        var drop = event(.degraded)
        drop.notBefore = noon + .seconds(155)
        #expect(drop.decide(NotificationHistory(), settings: settings) == .send(dueAt: noon + .seconds(155)))
    }

    @Test("of a group says an account once, also when its session was renamed meanwhile")
    func renamed() {
        var (old, new) = (event(.degraded, session: "a"), event(.scanNeeded, session: "a-2"))
        (old.account, new.account) = (7, 7)
        #expect(NotificationGroup([old, new]).events.map(\.kind) == [.scanNeeded])
    }

    @Test("of a group says each account once, the most urgent first")
    func composed() {
        let group = NotificationGroup([
            event(.degraded, session: "a"), event(.reconnectBegun, session: "a", at: noon + .seconds(1)),
            event(.degraded, session: "b"), event(.scanNeeded, session: "c"), event(.degraded, session: "c"),
            event(.gatewayDown, session: nil), event(.memoryClimbing, session: nil),
            event(.degraded, session: "b", at: noon + .seconds(2)),
        ])
        #expect(group.events.map(\.kind) == [.gatewayDown, .scanNeeded, .reconnectBegun, .degraded, .memoryClimbing])
        #expect(group.events.map(\.session) == [nil, "c", "a", "b", nil])
        #expect(NotificationGroup([]).events.isEmpty)
    }

    @Test(
        "about the fleet comes when more than half of the sessions are below 70",
        arguments: [
            ([69, 69, 70], true), ([69, 70, 70], false), ([0, 0, 100, 100], false), ([0, 0], false), ([], false),
        ])
    func fleet(scores: [Int], told: Bool) {
        #expect((NotificationEvent.fleet(scores: scores, at: noon) != nil) == told)
    }

    @Test("about a restart of a gateway alone is not made")
    func restart() {
        var incident = Incident(
            gateway: "g", session: nil, cause: .restarted, beganAt: noon, beganSource: .event, detectedAt: noon,
            confirmedAt: noon)
        #expect(NotificationEvent.events(of: [.openIncident(incident)], gateway: "g", at: noon).isEmpty)
        incident.cause = .emptyList
        let told = NotificationEvent.events(of: [.updateIncident(incident)], gateway: "g", at: noon)
        #expect(told.map(\.kind) == [.gatewayDown])
        #expect(told.first?.withdrawsAccounts == true)
    }
}
