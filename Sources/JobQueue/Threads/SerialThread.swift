import Foundation
import Synchronization

/// A thread of our own that runs closures one after the other: what runs on it may wait, as nothing on Swift's shared threads
/// may.
package final class SerialThread: Sendable {
    private struct State {
        var work: [@Sendable () -> Void] = []
        var isOver = false
    }

    /// What the thread holds on to: not the `SerialThread`, whose end is its own.
    private final class Inbox: Sendable {
        let state = Mutex(State())
        let semaphore = DispatchSemaphore(value: 0)

        func run() {
            while true {
                let (work, isOver) = state.withLock { state in
                    defer { state.work = [] }
                    return (state.work, state.isOver)
                }
                for item in work { item() }
                guard work.isEmpty else { continue }
                if isOver { return }
                semaphore.wait()
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
        inbox.state.withLock { $0.isOver = true }
        inbox.semaphore.signal()
    }

    /// Runs a closure on the thread after those that were added before.
    package func async(_ work: @escaping @Sendable () -> Void) {
        let isFirst = inbox.state.withLock { state in
            state.work.append(work)
            return state.work.count == 1
        }
        // Who has added the first one has woken the thread for all that follow.
        if isFirst { inbox.semaphore.signal() }
    }

    /// Runs a closure on the thread and waits for what it returns, without blocking a shared thread.
    package func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            async { continuation.resume(with: Result(catching: work)) }
        }
    }
}
