import WallTime

/// Where a thread of our own waits while it has nothing to do.
///
/// A store whose news come through a socket can let the worker's thread wait there, so that they reach it without the detour
/// over a thread that listens for it.
public protocol ThreadParking: Sendable {
    /// Waits until `unpark` is called or something else has happened; may return for no reason. Called by one thread at a time.
    func park()

    /// Ends the wait that is under way, or the next one. Called from any thread, returns at once.
    func unpark()
}

/// A thread that waits for nothing else.
final class WakeupParking: ThreadParking {
    private let wakeup = Wakeup()

    func park() { wakeup.wait() }

    func unpark() { wakeup.signal() }
}
