import SessionHealth
import WallTime

/// Looks whether WhatsApp's own hosts can be reached from this machine: without them no session of any gateway here can live.
package protocol LineLook: Sendable {
    /// Whether one of them takes a connection. Bounded in time by whoever looks.
    func isReachable() async -> Bool
}

/// Shares one look among all gateways, and looks no more often than it tells something.
actor LineWatch {
    private let look: any LineLook
    private let clock: any WallClock
    /// How old a look may be while something is bad.
    private let urgentAge: Duration
    /// How old it may be else.
    private let calmAge: Duration
    private var last: (at: Timestamp, isReachable: Bool)?
    private var flight: Task<Bool, Never>?

    init(_ look: any LineLook, settings: HealthSettings, clock: any WallClock) {
        self.look = look
        self.clock = clock
        urgentAge = settings.confirmDelay / 2
        calmAge = .minutes(30)
    }

    /// Whether the hosts can be reached.
    ///
    /// - Parameter isUrgent: whether something is bad, so that an old look is worth nothing.
    func look(isUrgent: Bool) async -> Bool? {
        let now = clock.now()
        if let last, last.at <= now, now - last.at < (isUrgent ? urgentAge : calmAge) { return last.isReachable }
        if let flight { return await flight.value }
        let task = Task { [look] in await look.isReachable() }
        flight = task
        let isReachable = await task.value
        (last, flight) = ((now, isReachable), nil)
        return isReachable
    }
}
