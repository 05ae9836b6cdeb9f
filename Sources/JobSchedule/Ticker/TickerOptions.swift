/// Settings of a ticker.
public struct TickerOptions: Hashable, Sendable {
    /// What the scheduler is called in its ticks, such as `host:pid`.
    public var scheduler: String
    /// Where the program runs; entries may be for some environments only.
    public var environment: String
    /// The zone of stored entries that name none.
    public var defaultZone: ScheduleZone
    /// The longest time between two passes of a daemon: it notes a tick and sees what was added, paused or set right.
    public var heartbeat: Duration

    /// Makes options; the heartbeat is kept between a second and a minute.
    public init(
        scheduler: String, environment: String = "production", defaultZone: ScheduleZone = .utc,
        heartbeat: Duration = .seconds(60)
    ) {
        self.scheduler = scheduler
        self.environment = environment
        self.defaultZone = defaultZone
        self.heartbeat = min(max(heartbeat, .seconds(1)), .seconds(60))
    }
}
