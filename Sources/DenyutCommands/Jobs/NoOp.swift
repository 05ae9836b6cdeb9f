import JobQueue

/// A job that does nothing: to try the queue, and to measure it. Takes any object as its payload.
struct NoOp: Job {
    static let kind = "NoOp"
}
