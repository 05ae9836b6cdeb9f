#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where a thread of our own waits, for a signal or for some time: the one place where threads do.
///
/// The time is measured by the clock of `SystemClock.uptime()`, which nobody sets. Dispatch's semaphores are no substitute: on
/// Linux they wait for an absolute time of day, so that a clock that is set back by an hour makes a wait of a second last an hour.
/// Needs no file descriptor.
public final class Wakeup: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    /// Touched under the mutex only.
    private var isSignalled = false

    /// Makes one that is not signalled.
    public init() {
        mutex.initialize(to: pthread_mutex_t())
        condition.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        #if canImport(Darwin)
            pthread_cond_init(condition, nil)
        #else
            var attributes = pthread_condattr_t()
            pthread_condattr_init(&attributes)
            pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
            pthread_cond_init(condition, &attributes)
            pthread_condattr_destroy(&attributes)
        #endif
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Ends the wait that is under way, or the next one. However often it is called before that: one wait. From any thread.
    public func signal() {
        pthread_mutex_lock(mutex)
        isSignalled = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Waits for a signal. One thread at a time.
    public func wait() {
        pthread_mutex_lock(mutex)
        while !isSignalled { pthread_cond_wait(condition, mutex) }
        isSignalled = false
        pthread_mutex_unlock(mutex)
    }

    /// Waits for a signal, but no longer than that, a day at most. One thread at a time.
    ///
    /// - Returns: Whether there was a signal.
    @discardableResult
    public func wait(atMost limit: Duration) -> Bool {
        let deadline = SystemClock.uptime() + min(limit, .seconds(86400))
        pthread_mutex_lock(mutex)
        defer {
            isSignalled = false
            pthread_mutex_unlock(mutex)
        }
        while !isSignalled {
            let rest = deadline - SystemClock.uptime()
            guard rest > .zero else { return false }
            #if canImport(Darwin)
                var time = timespec(rest)
                pthread_cond_timedwait_relative_np(condition, mutex, &time)
            #else
                var time = timespec(deadline)
                pthread_cond_timedwait(condition, mutex, &time)
            #endif
        }
        return true
    }
}

extension timespec {
    fileprivate init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(tv_sec: time_t(clamping: seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    }
}
