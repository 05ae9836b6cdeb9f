/// A job that a slot enqueues, as a value of the schedule's own; a store turns it into a job of its queue.
public struct ScheduledJob: Hashable, Sendable {
    /// The queue it goes to: 1–200 bytes, as `NewJob` has it.
    public var queue: String
    /// The kind that a worker finds its handler by: 1–200 bytes, as `NewJob` has it.
    public var kind: String
    /// The payload: JSON text, at most `maximumPayloadSize` bytes of UTF-8.
    public var payload: String
    /// Lower goes first. The default is 0.
    public var priority: Int
    /// At most one live job has this key; `nil`: no limit.
    public var uniqueKey: String?
    /// How long after the slot is fired the job may start. The default is at once.
    public var delay: Duration

    /// The largest payload: 1 MiB. Put larger things elsewhere and schedule where they are.
    public static let maximumPayloadSize = 1 << 20

    /// Makes a job of its parts.
    public init(
        queue: String = "default", kind: String, payload: String = "{}", priority: Int = 0, uniqueKey: String? = nil,
        delay: Duration = .zero
    ) {
        self.queue = queue
        self.kind = kind
        self.payload = payload
        self.priority = priority
        self.uniqueKey = uniqueKey
        self.delay = delay
    }
}
