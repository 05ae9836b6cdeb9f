package import WallTime

/// What the account itself has used up, whatever its gateway and its people say.
extension RecoveryLadder {
    /// The attempts within a time, oldest first.
    package func attempts(within window: Duration, at now: Timestamp) -> [Timestamp] {
        attempts.filter { $0 <= now && now - $0 < window }.sorted()
    }

    /// The back-off or the budget that holds, and until when; nil where another attempt may be made.
    package func hold(at now: Timestamp, settings: HealthSettings) -> GateHold? {
        if let until = backoffUntil, now < until {
            let left = (until - now).spoken
            return GateHold(.budget, "backoff", "back-off, for \(left) more", until: until, protectsLogin: false)
        }
        return spent(.hours(1), settings.budgetPerHour, "hour", at: now)
            ?? spent(.days(1), settings.budgetPerDay, "day", at: now)
    }

    /// When another attempt may be made by itself, after all that holds now has let go; nil: at once, or never.
    package func nextAllowed(at now: Timestamp, settings: HealthSettings) -> Timestamp? {
        [
            backoffUntil.flatMap { now < $0 ? $0 : nil },
            spent(.hours(1), settings.budgetPerHour, "hour", at: now)?.until,
            spent(.days(1), settings.budgetPerDay, "day", at: now)?.until,
        ].compactMap(\.self).max()
    }

    private func spent(_ window: Duration, _ limit: Int, _ name: String, at now: Timestamp) -> GateHold? {
        let recent = attempts(within: window, at: now)
        guard recent.count >= limit else { return nil }
        // One attempt more fits when so many have left the window that fewer than the limit remain in it.
        let until = limit > 0 ? recent[recent.count - limit] + window : nil
        return GateHold(
            .budget, "budget_\(name)",
            "\(recent.count) attempts within \(name == "hour" ? "an" : "a") \(name), \(limit) are allowed",
            until: until, protectsLogin: false)
    }
}
