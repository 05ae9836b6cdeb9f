package import SessionHealth
package import WallTime

/// How all sessions are at one moment: what `health-summary` prints.
package struct HealthSummary: Sendable, Hashable {
    /// The sessions of one level.
    package struct Row: Sendable, Hashable {
        package var level: HealthLevel
        package var count: Int
    }

    package var at: Timestamp
    /// One row per level, the best first; also those with none.
    package var levels: [Row]
    /// The mean of the newest scores of the sessions that could be judged; nil where there is none.
    package var averageScore: Double?
    /// Sessions whose newest check could not be made.
    package var stale: Int
    /// The sessions that are watched, the worst first.
    package var accounts: [Account]

    package var total: Int { accounts.count }

    /// Sums up accounts; disabled ones are left out.
    package init(_ accounts: [Account], at now: Timestamp) {
        let watched = accounts.filter { $0.mode != .disabled }
        // What has been unknown for minutes is no health, whatever it was before.
        let scores = watched.filter { $0.level != .unknown }.compactMap(\.score)
        at = now
        levels = HealthLevel.allCases.map { level in Row(level: level, count: watched.count { $0.level == level }) }
        averageScore = scores.isEmpty ? nil : Double(scores.reduce(0, +)) / Double(scores.count)
        stale = watched.count(where: \.isStale)
        self.accounts = watched.sorted { left, right in
            (left.score ?? 101, left.gateway, left.session) < (right.score ?? 101, right.gateway, right.session)
        }
    }
}
