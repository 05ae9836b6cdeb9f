/// The score that the first check of a session has to give, by the table of scores in `docs/`: an independent
/// calculation, for comparison.
package enum ExpectedScore {
    /// - Parameter session: nil for a session that the gateway does not know.
    package static func score(of session: SimulatedSession?, role: SessionRole?) -> Int {
        guard let session else { return 0 }
        let role = role ?? .healthy
        var score = 100
        if session.phase != .connected {
            score -= 50
            if role.databaseStatus == "connected" { score -= 40 }
        }
        if role.isQuiet { score -= 20 }
        if role.hasManyFailures { score -= 30 }
        if role.hasCrashErrors { score -= 50 }
        return max(0, score)
    }
}
