import JobSchedule
package import WallTime

/// A time in which an account is expected to be down: no recovery, no alerts, and the time counts for no KPI.
package struct MaintenanceWindow: Sendable, Hashable, Codable, Identifiable {
    /// Unique within its account, from 1.
    package var id: Int
    package var from: Timestamp
    package var until: Timestamp
    /// It comes back each week, at the same local time.
    package var weekly: Bool
    /// The IANA name of the zone in which a weekly one keeps its local time.
    package var timezone: String
    package var reason: String?
    package var by: String?

    /// The longest window.
    package static let longest = Duration.days(7)

    package init(
        id: Int = 0, from: Timestamp, until: Timestamp, weekly: Bool = false, timezone: String = "UTC",
        reason: String? = nil, by: String? = nil
    ) {
        self.id = id
        self.from = from
        self.until = until
        self.weekly = weekly
        self.timezone = timezone
        self.reason = reason.map { String($0.prefix(300)) }
        self.by = by.map { String($0.prefix(100)) }
    }

    /// Refuses what cannot be meant.
    ///
    /// - Throws: `MonitorError.invalid`, or `ScheduleError` for a zone that is not there.
    package func check() throws {
        guard until > from else { throw MonitorError(.invalid, "A maintenance window must end after it begins.") }
        guard until - from <= Self.longest else {
            throw MonitorError(
                .invalid,
                "A maintenance window may last 7 days. Put the account on hold for longer: denyut account-hold")
        }
        _ = try ScheduleZone(timezone)
    }

    /// When the window ends in which an instant lies; nil where it lies outside.
    package func end(at now: Timestamp) -> Timestamp? {
        guard weekly else { return from <= now && now < until ? until : nil }
        // A zone that has vanished from the data base since is read as UTC.
        let zone = (try? ScheduleZone(timezone)) ?? .utc
        func local(_ time: Timestamp) -> Timestamp { time + .seconds(zone.secondsFromUTC(at: time)) }
        let since = (local(now) - local(from)).wholeMilliseconds
        guard since >= 0 else { return nil }
        let inWeek = Duration.milliseconds(since % Duration.days(7).wholeMilliseconds)
        let length = until - from
        return inWeek < length ? now + (length - inWeek) : nil
    }

    /// Whether it is over for good.
    package func isPast(at now: Timestamp) -> Bool { !weekly && until <= now }
}
