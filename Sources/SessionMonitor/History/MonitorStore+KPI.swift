import GRDB
import JobQueueSQLite
package import SessionHealth
package import WallTime

extension MonitorStore {
    /// The KPIs of a window, over all accounts or for one: from stored intervals, incidents and episodes.
    package func kpi(
        from start: Timestamp, until end: Timestamp, account: Int64? = nil, settings: HealthSettings
    ) async throws -> KPIReport {
        try await queue.read { db in
            let totals = try IntervalTable(db: db).totals(account: account, from: start, until: end)
            let incidents = try IncidentTable(db: db).sessions(account: account, from: start, until: end)
            let episodes = try RecoveryTable(db: db).episodes(account: account, from: start, until: end)
            return KPIReport(
                from: start, to: end, accounts: Array(totals.values), incidents: incidents, episodes: episodes,
                settings: settings)
        }
    }

    /// The KPIs of a window that ends now.
    package func kpi(_ window: KPIWindow, account: Int64? = nil, settings: HealthSettings) async throws -> KPIReport {
        let now = clock.now()
        return try await kpi(from: window.start(endingAt: now), until: now, account: account, settings: settings)
    }

    /// How an account's score went: raw checks for a day; hours for longer, and raw checks since the last hour that is
    /// summed up.
    package func trend(of account: Int64, from start: Timestamp, until end: Timestamp) async throws -> [TrendPoint] {
        try await queue.read { db in
            if end - start <= .hours(36) {
                return try HealthTable(db: db).points(of: account, from: start, until: end)
            }
            let rollups = RollupTable(db: db)
            let done = max(start, try rollups.doneUntil() ?? start)
            let hours = try rollups.points(of: account, from: start, until: min(done, end))
            return try hours + HealthTable(db: db).points(of: account, from: done, until: end)
        }
    }

    /// An account's finished stretches within a time, the oldest first, and the one that still grows.
    package func intervals(
        of account: Int64, from start: Timestamp, until end: Timestamp
    ) async throws -> [AvailabilityInterval] {
        try await queue.read { try IntervalTable(db: $0).intervals(of: account, from: start, until: end) }
    }
}
