/// How the gateway's memory grows, in MB.
package struct MemoryModel: Hashable, Sendable {
    /// What the process takes by itself.
    package var base: Double = 180
    /// What each session in memory adds (the browsers are processes of their own).
    package var perSession: Double = 0.4
    /// What leaks each minute.
    package var perMinute: Double = 0
    /// Where the process manager restarts the gateway; nil for nowhere.
    package var restartAt: Double?

    package init() {}

    /// The resident set after so many minutes of leaking.
    package func resident(sessions: Int, minutes: Double) -> Double {
        base + Double(sessions) * perSession + minutes * perMinute
    }

    /// Minutes until the limit is reached; nil where it never is.
    package func minutesToRestart(sessions: Int) -> Double? {
        guard let restartAt, perMinute > 0 else { return nil }
        return max(0, (restartAt - resident(sessions: sessions, minutes: 0)) / perMinute)
    }
}
