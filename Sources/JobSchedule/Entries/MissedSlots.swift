/// What becomes of slots that nobody fired when they were due: the scheduler was down, the machine asleep, the clock wrong.
public struct MissedSlots: Hashable, Sendable {
    /// What to do about them.
    public enum Policy: String, Hashable, Sendable, Codable, CaseIterable {
        /// They stay missed. A slot that is late by no more than the window still fires.
        case skip
        /// The newest one fires and stands for all of them.
        case once
        /// Each one fires, oldest first.
        case all
    }

    /// What to do about them.
    public var policy: Policy

    /// A slot later than this is not fired any more. `nil`: however late it is. Never negative.
    public var window: Duration?

    /// How late a slot may be and still fire under `skip`, if no window is given: two minutes, so that a cron that starts
    /// late and a host whose clock is behind lose nothing.
    public static let graceOfSkip = Duration.seconds(120)

    /// Makes a rule of its parts.
    public init(_ policy: Policy = .once, within window: Duration? = nil) {
        self.policy = policy
        self.window = window ?? (policy == .skip ? Self.graceOfSkip : nil)
    }

    /// Missed slots stay missed.
    public static let skip = MissedSlots(.skip)
    /// One run stands for all missed slots, however old. The default.
    public static let once = MissedSlots(.once)
    /// Each missed slot is made up for, however old.
    public static let all = MissedSlots(.all)
}
