internal import WallTime

extension Evidence {
    /// A gateway's clock may be ahead of ours by so much.
    private static let tolerance = Duration.minutes(1)

    /// Without what lies ahead: it was written under a clock that has been set back since, and would outvote all that is found
    /// until its time comes. A message that got through at three, by a clock that was two hours ahead, heals no crash of half past one.
    func withoutFuture(of now: Timestamp) -> Evidence {
        let limit = now + Self.tolerance
        var evidence = self
        evidence.sends.removeAll { $0.at > limit }
        evidence.failures.removeAll { $0.at > limit }
        // Ours, by our own clock: however little ahead, it hides what was sent since.
        evidence.sessionStartedAt = sessionStartedAt.flatMap { $0 > now ? nil : $0 }
        return evidence
    }
}
