//  JobQueueTesting: what tests of jobs, workers and stores need: time that is moved by hand, a store in memory, and the
//  store's contract as checks that any store can run.
//
//  Imports JobQueue and WallTime, and no test framework: a check that fails throws an error that says what is wrong. It
//  never sleeps to pass the time, and no program that runs for real needs it.

import Synchronization
public import WallTime

/// A clock that stands still until a test moves it.
///
/// ```swift
/// let clock = ManualClock()
/// async let slept: Void = clock.sleep(for: .seconds(60))
/// await clock.waitForSleepers(1)
/// clock.advance(by: .seconds(60))
/// try await slept
/// ```
public final class ManualClock: WallClock {
    /// Until when somebody sleeps.
    private enum Deadline: Sendable {
        /// Until the clock shows that time.
        case time(Timestamp)
        /// Until so much time has passed, however the clock is set.
        case uptime(Duration)
    }

    private struct Sleeper {
        let deadline: Deadline
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct Watcher {
        let isReached: @Sendable ([Timestamp]) -> Bool
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now: Timestamp
        var uptime = Duration.zero
        var nextID = 0
        var sleepers: [Int: Sleeper] = [:]
        /// Sleeps that were cancelled before they began.
        var cancelled: Set<Int> = []
        var watchers: [Int: Watcher] = [:]

        /// What the clock will show at a deadline, if nobody sets it before.
        func time(of deadline: Deadline) -> Timestamp {
            switch deadline {
            case .time(let time): time
            case .uptime(let uptime): now + (uptime - self.uptime)
            }
        }

        var deadlines: [Timestamp] { sleepers.values.map { time(of: $0.deadline) } }

        /// Time passes.
        mutating func advance(by duration: Duration) {
            now += duration
            uptime += duration
        }

        /// Those whose time has come, in the order of their deadlines, then of their coming.
        mutating func takeDue() -> [Sleeper] {
            let due = sleepers.filter { time(of: $0.value.deadline) <= now }
                .sorted { (time(of: $0.value.deadline), $0.key) < (time(of: $1.value.deadline), $1.key) }
            for (id, _) in due { sleepers[id] = nil }
            return due.map(\.value)
        }

        mutating func takeSatisfiedWatchers() -> [Watcher] {
            guard !watchers.isEmpty else { return [] }
            let deadlines = deadlines
            let satisfied = watchers.filter { $0.value.isReached(deadlines) }
            for id in satisfied.keys { watchers[id] = nil }
            return Array(satisfied.values)
        }
    }

    private let state: Mutex<State>

    /// Makes a clock that shows that time: unless told otherwise the beginning of the year 2026.
    public init(_ now: Timestamp = Timestamp(seconds: 1_767_225_600)) {
        state = Mutex(State(now: now))
    }

    /// The time that was set last.
    public func now() -> Timestamp {
        state.withLock { $0.now }
    }

    /// The time that has passed since the clock was made: `advance` moves it, `set` does not.
    public func uptime() -> Duration {
        state.withLock { $0.uptime }
    }

    /// Waits until somebody has moved the clock to that time.
    ///
    /// - Throws: `CancellationError` when the task is cancelled first.
    public func sleep(until deadline: Timestamp) async throws {
        try await sleep(until: .time(deadline))
    }

    /// Waits until so much time has passed; setting the clock does not change how long that takes.
    ///
    /// - Throws: `CancellationError` when the task is cancelled first.
    public func sleep(untilUptime deadline: Duration) async throws {
        try await sleep(until: .uptime(deadline))
    }

    private func sleep(until deadline: Deadline) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                begin(Sleeper(deadline: deadline, continuation: continuation), id: id)
            }
        } onCancel: {
            cancel(id)
        }
    }

    private func begin(_ sleeper: Sleeper, id: Int) {
        enum Start {
            case cancelled
            case over
            case asleep([Watcher])
        }
        let start = state.withLock { state -> Start in
            if state.cancelled.remove(id) != nil { return .cancelled }
            if state.time(of: sleeper.deadline) <= state.now { return .over }
            state.sleepers[id] = sleeper
            return .asleep(state.takeSatisfiedWatchers())
        }
        switch start {
        case .cancelled: sleeper.continuation.resume(throwing: CancellationError())
        case .over: sleeper.continuation.resume()
        case .asleep(let watchers): for watcher in watchers { watcher.continuation.resume() }
        }
    }

    private func cancel(_ id: Int) {
        let sleeper = state.withLock { state -> Sleeper? in
            if let sleeper = state.sleepers.removeValue(forKey: id) { return sleeper }
            // Either it has not begun, or it is over and nobody will ask.
            state.cancelled.insert(id)
            return nil
        }
        sleeper?.continuation.resume(throwing: CancellationError())
    }

    // MARK: Moving time

    /// Moves the clock on, and wakes those whose time has come in the order of their deadlines.
    public func advance(by duration: Duration) {
        move { $0.advance(by: duration) }
    }

    /// Sets the clock, as an operator or a time server does: forwards or backwards. No time passes by that.
    public func set(to time: Timestamp) {
        move { $0.now = time }
    }

    private func move(_ change: (inout State) -> Void) {
        let due = state.withLock { state in
            change(&state)
            return state.takeDue()
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Moves the clock to the earliest deadline anybody sleeps until, if it comes no later than the limit, and wakes those
    /// who sleep until then.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    public func advanceToNextDeadline(notBeyond limit: Timestamp = .distantFuture) -> Bool {
        let due = state.withLock { state -> [Sleeper] in
            guard let next = state.deadlines.min(), next <= limit else { return [] }
            state.advance(by: max(next - state.now, .zero))
            return state.takeDue()
        }
        for sleeper in due { sleeper.continuation.resume() }
        return !due.isEmpty
    }

    // MARK: Waiting for sleepers

    /// The times anybody sleeps until, in order.
    public var deadlines: [Timestamp] {
        state.withLock { $0.deadlines.sorted() }
    }

    /// Waits until at least so many sleep, or until the task is cancelled.
    public func waitForSleepers(_ count: Int) async {
        await wait { $0.count >= count }
    }

    /// Waits until somebody sleeps until that very time, or until the task is cancelled.
    public func waitForSleeper(until deadline: Timestamp) async {
        await wait { $0.contains(deadline) }
    }

    /// Waits until somebody sleeps until that time or an earlier one, or until the task is cancelled.
    public func waitForSleeper(noLaterThan limit: Timestamp) async {
        await wait { $0.contains { $0 <= limit } }
    }

    private func wait(_ isReached: @escaping @Sendable ([Timestamp]) -> Bool) async {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return true }
                    if isReached(state.deadlines) { return true }
                    state.watchers[id] = Watcher(isReached: isReached, continuation: continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let watcher = state.withLock { state -> Watcher? in
                if let watcher = state.watchers.removeValue(forKey: id) { return watcher }
                state.cancelled.insert(id)
                return nil
            }
            watcher?.continuation.resume()
        }
    }
}
