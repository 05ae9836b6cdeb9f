import Basics
package import WallTime

/// Shares one snapshot per gateway among all checks of a sweep: the first one to come asks, the others wait for it.
package actor SweepSnapshots {
    /// Asks a gateway.
    package typealias Take = @Sendable (_ gateway: String) async -> SweepSnapshot

    private struct Flight {
        var startedAt: Timestamp
        var task: Task<SweepSnapshot, Never>
        /// When it was complete; nil while it is under way.
        var landedAt: Timestamp?
    }

    /// A snapshot serves checks that became due at most so long after it was taken.
    private let slack: Duration
    /// A snapshot older than this serves nobody.
    private let maximumAge: Duration
    private let clock: any WallClock
    private let take: Take
    private var flights: [Name: Flight] = [:]

    package init(
        slack: Duration = .seconds(5), maximumAge: Duration = .seconds(20), clock: any WallClock, take: @escaping Take
    ) {
        self.slack = slack
        self.maximumAge = maximumAge
        self.clock = clock
        self.take = take
    }

    /// The snapshot for a check that became due at a time: taken by then, or at most a little earlier.
    ///
    /// - Parameter isFresh: whether it must have been taken after the check became due, because something happened then.
    package func snapshot(of gateway: String, due: Timestamp, isFresh: Bool = false) async -> SweepSnapshot {
        while true {
            let now = clock.now()
            guard let flight = flights[Name(gateway)] else { return await fly(to: gateway, at: now) }
            // A clock that was set back makes a snapshot of the future: not to be trusted either. Its age counts from its end: one
            // of thousands of sessions that are asked one by one takes its time.
            let isUsable =
                flight.startedAt >= min(due, now) - slack && flight.startedAt <= now
                && (flight.landedAt.map { $0 >= now - maximumAge } ?? true)
            if isUsable, !isFresh || flight.startedAt > due { return await flight.task.value }
            if flight.landedAt != nil { return await fly(to: gateway, at: now) }
            // One question at a time: those that it comes too late for share the next one.
            _ = await flight.task.value
        }
    }

    private func fly(to gateway: String, at now: Timestamp) async -> SweepSnapshot {
        let task = Task { [take] in
            let snapshot = await take(gateway)
            self.land(gateway, at: now)
            return snapshot
        }
        flights[Name(gateway)] = Flight(startedAt: now, task: task)
        return await task.value
    }

    private func land(_ gateway: String, at startedAt: Timestamp) {
        if flights[Name(gateway)]?.startedAt == startedAt { flights[Name(gateway)]?.landedAt = clock.now() }
    }
}
