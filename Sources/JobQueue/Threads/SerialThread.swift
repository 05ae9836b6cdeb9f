import Foundation
import Synchronization

/// A thread of our own that runs closures one after the other: what runs on it may wait, as nothing on Swift's shared threads
/// may.
package final class SerialThread: Sendable {
    private struct State {
        var work: [@Sendable () -> Void] = []
        var isOver = false
        var parking: any ThreadParking = WakeupParking()
        var thread: pthread_t?
    }

    /// What the thread holds on to: not the `SerialThread`, whose end is its own.
    private final class Inbox: Sendable {
        let state = Mutex(State())

        func run() {
            state.withLock { $0.thread = pthread_self() }
            while true {
                let (work, isOver, parking) = state.withLock { state in
                    defer { state.work = [] }
                    return (state.work, state.isOver, state.parking)
                }
                for item in work { item() }
                guard work.isEmpty else { continue }
                if isOver { return }
                parking.park()
            }
        }
    }

    private let inbox = Inbox()

    /// Starts a thread of that name; it ends when nobody has this object any more and all that was added has run.
    package init(name: String) {
        let inbox = inbox
        let thread = Thread { inbox.run() }
        thread.name = name
        thread.start()
    }

    deinit {
        inbox.state.withLock { state in
            state.isOver = true
            return state.parking
        }.unpark()
    }

    /// Runs a closure on the thread after those that were added before.
    package func async(_ work: @escaping @Sendable () -> Void) {
        let parking = inbox.state.withLock { state -> (any ThreadParking)? in
            state.work.append(work)
            // Who has added the first one has woken the thread for all that follow, and the thread itself is awake.
            return state.work.count == 1 && state.thread != pthread_self() ? state.parking : nil
        }
        parking?.unpark()
    }

    /// Lets the thread wait there from now on while it has nothing to do; `nil`: for what is added only.
    package func park(at parking: (any ThreadParking)?) {
        inbox.state.withLock { state in
            defer { state.parking = parking ?? WakeupParking() }
            return state.parking
        }.unpark()
    }

    /// Runs a closure on the thread and waits for what it returns, without blocking a shared thread.
    package func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            async { continuation.resume(with: Result(catching: work)) }
        }
    }
}
