import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Ends sleeps in time, on a thread of its own: `Task.sleep` needs one of Swift's shared threads to end, and handlers of jobs
/// may block them all.
final class TimerThread: Sendable {
    static let shared = TimerThread()

    private struct Sleeper {
        let id: Int
        /// By `SystemClock.uptime()`.
        let deadline: Duration
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        /// The one that ends first is the last.
        var sleepers: [Sleeper] = []
        var nextID = 0
        /// Sleeps that were cancelled before they began.
        var cancelled: Set<Int> = []

        /// Adds a sleeper; returns whether it ends before all others.
        mutating func add(_ sleeper: Sleeper) -> Bool {
            var (low, high) = (0, sleepers.count)
            while low < high {
                let middle = (low + high) / 2
                if sleepers[middle].deadline > sleeper.deadline { low = middle + 1 } else { high = middle }
            }
            sleepers.insert(sleeper, at: low)
            return low == sleepers.count - 1
        }
    }

    private let state = Mutex(State())
    private let wakeup = Wakeup()

    private init() {
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        if pthread_create(&thread, nil, { _ in TimerThread.shared.run() }, nil) == 0 {
            #if canImport(Darwin)
                if let thread { pthread_detach(thread) }
            #else
                pthread_detach(thread)
            #endif
        }
    }

    private func run() -> Never {
        while true {
            let (due, next) = state.withLock { state -> ([Sleeper], Duration?) in
                let now = SystemClock.uptime()
                var due: [Sleeper] = []
                while let last = state.sleepers.last, last.deadline <= now { due.append(state.sleepers.removeLast()) }
                return (due, state.sleepers.last?.deadline)
            }
            for sleeper in due { sleeper.continuation.resume() }
            if let next {
                wakeup.wait(atMost: next - SystemClock.uptime())
            } else {
                wakeup.wait()
            }
        }
    }

    /// Sleeps that long, an hour at most.
    ///
    /// - Throws: `CancellationError` when the task is cancelled first.
    func sleep(for duration: Duration) async throws {
        let deadline = SystemClock.uptime() + min(duration, .seconds(3600))
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                begin(Sleeper(id: id, deadline: deadline, continuation: continuation))
            }
        } onCancel: {
            cancel(id)
        }
        // Where it was cancelled as it ended, the note of that is left.
        state.withLock { _ = $0.cancelled.remove(id) }
    }

    private func begin(_ sleeper: Sleeper) {
        let (isCancelled, isFirst) = state.withLock { state in
            state.cancelled.remove(sleeper.id) != nil ? (true, false) : (false, state.add(sleeper))
        }
        if isCancelled {
            sleeper.continuation.resume(throwing: CancellationError())
        } else if isFirst {
            wakeup.signal()
        }
    }

    private func cancel(_ id: Int) {
        let sleeper = state.withLock { state -> Sleeper? in
            if let index = state.sleepers.firstIndex(where: { $0.id == id }) { return state.sleepers.remove(at: index) }
            // Either it has not begun, or it is over.
            state.cancelled.insert(id)
            return nil
        }
        sleeper?.continuation.resume(throwing: CancellationError())
    }
}
