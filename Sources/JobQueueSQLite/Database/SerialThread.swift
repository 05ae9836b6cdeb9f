import Foundation
import Synchronization

/// A thread of our own that runs closures one after the other, so that SQLite never blocks Swift's shared threads.
final class SerialThread: Sendable {
    private final class Inbox: Sendable {
        let items = Mutex<(work: [@Sendable () -> Void], isOver: Bool)>(([], false))
        let semaphore = DispatchSemaphore(value: 0)
    }

    private let inbox = Inbox()

    init(name: String) {
        let inbox = inbox
        let thread = Thread {
            while true {
                inbox.semaphore.wait()
                let (work, isOver) = inbox.items.withLock { items in
                    defer { items.work = [] }
                    return (items.work, items.isOver)
                }
                for item in work { item() }
                if work.isEmpty && isOver { return }
            }
        }
        thread.name = name
        thread.start()
    }

    deinit {
        inbox.items.withLock { $0.isOver = true }
        inbox.semaphore.signal()
    }

    /// Runs a closure on the thread after those that were added before.
    func async(_ work: @escaping @Sendable () -> Void) {
        inbox.items.withLock { $0.work.append(work) }
        inbox.semaphore.signal()
    }

    /// Runs a closure on the thread and waits for what it returns, without blocking a shared thread.
    func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            async { continuation.resume(with: Result(catching: work)) }
        }
    }
}
