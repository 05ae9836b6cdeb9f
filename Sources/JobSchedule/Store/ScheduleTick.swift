public import WallTime

/// A note that a pass has been made, for those who watch the scheduler.
public struct ScheduleTick: Hashable, Sendable, Codable {
    /// When the pass began, by the clock of the host that made it.
    public var at: Timestamp
    /// Who made it, such as `host:pid`.
    public var scheduler: String

    /// A tick older than this is an alert: a scheduler in order makes a pass each minute.
    public static let alertAge = Duration.seconds(120)

    /// Whether the scheduler has fallen silent: the tick is older than `alertAge`, or so far in the future that a clock must be
    /// wrong, under which nobody could tell.
    public func isStale(at now: Timestamp) -> Bool {
        now - at > Self.alertAge || at - now > Self.alertAge
    }

    /// Makes a tick of its parts.
    public init(at: Timestamp, scheduler: String) {
        self.at = at
        self.scheduler = scheduler
    }
}
