public import WallTime

/// How a job is enqueued.
///
/// ```swift
/// try await queue.enqueue(SendReport(customer: 7), .in(.minutes(5)), .unique("report-7"))
/// ```
public struct EnqueueOptions: Sendable, Equatable {
    /// When a job becomes due.
    public enum Start: Sendable, Equatable {
        /// So long after it was enqueued.
        case after(Duration)
        /// At that time.
        case at(Timestamp)
    }

    /// The queue; `nil`: the kind's own.
    public var queue: String?
    /// When it becomes due; `nil`: at once.
    public var start: Start?
    /// Lower goes first.
    public var priority = 0
    /// At most one live job has this key.
    public var uniqueKey: String?
    /// Not started by then, it fails.
    public var deadline: Timestamp?
    /// Not started within so long after it became due, it fails.
    public var startWithin: Duration?
    /// How many attempts may fail, from 1.
    public var maxAttempts: Int?
    /// The W3C `traceparent` of who enqueues it.
    public var trace: String?

    /// Makes the defaults: at once, on the kind's own queue, priority 0, not unique.
    public init() {}

    init(_ options: [EnqueueOption]) {
        self.init()
        for option in options {
            option.apply(&self)
        }
    }
}

/// One thing said about how a job is enqueued.
public struct EnqueueOption: Sendable {
    let apply: @Sendable (inout EnqueueOptions) -> Void

    /// Not before so long from now.
    public static func `in`(_ delay: Duration) -> EnqueueOption {
        EnqueueOption { $0.start = .after(delay) }
    }

    /// Not before that time.
    public static func at(_ time: Timestamp) -> EnqueueOption {
        EnqueueOption { $0.start = .at(time) }
    }

    /// On that queue instead of the kind's own.
    public static func on(queue: String) -> EnqueueOption {
        EnqueueOption { $0.queue = queue }
    }

    /// With that priority; lower goes first.
    public static func priority(_ priority: Int) -> EnqueueOption {
        EnqueueOption { $0.priority = priority }
    }

    /// Only if no live job has the key; the enqueue says whether it was new.
    public static func unique(_ key: String) -> EnqueueOption {
        EnqueueOption { $0.uniqueKey = key }
    }

    /// Started by then, or failed.
    public static func deadline(_ time: Timestamp) -> EnqueueOption {
        EnqueueOption { $0.deadline = time }
    }

    /// Started within so long after it became due, or failed.
    public static func startWithin(_ time: Duration) -> EnqueueOption {
        EnqueueOption { $0.startWithin = time }
    }

    /// At most so many failed attempts, from 1.
    public static func attempts(_ count: Int) -> EnqueueOption {
        EnqueueOption { $0.maxAttempts = count }
    }

    /// Part of that trace (W3C `traceparent`).
    public static func trace(_ traceparent: String) -> EnqueueOption {
        EnqueueOption { $0.trace = traceparent }
    }
}
