import WallTime

/// How long what is kept.
package struct Retention: Sendable, Hashable {
    /// Health rows, messages and probes.
    package var checks: Duration
    /// Hours of the roll-up, intervals, hours of messages, notifications: what the KPIs of a month need.
    package var hours: Duration
    /// Days of the roll-up, resolved incidents, recoveries, the audit.
    package var days: Duration

    package init(checks: Duration = .days(7), hours: Duration = .days(45), days: Duration = .days(400)) {
        self.checks = checks
        self.hours = max(hours, checks)
        self.days = max(days, hours)
    }
}
