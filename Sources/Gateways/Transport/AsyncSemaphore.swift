import Synchronization

/// Lets a limited number of tasks in at once; the others wait in line, and leave it when they are cancelled.
package final class AsyncSemaphore: Sendable {
    private struct Waiter {
        var id: UInt64
        /// Nil once it was cancelled: its place in the line is passed over.
        var continuation: CheckedContinuation<Void, any Error>?
    }

    private struct State {
        var free: Int
        /// In the order in which they came; those before `head` were served.
        var line: [Waiter] = []
        var head = 0
        /// Waiters that were cancelled before they stood in line.
        var cancelledEarly: Set<UInt64> = []
        var nextID: UInt64 = 0

        /// The next one to be let in.
        mutating func next() -> CheckedContinuation<Void, any Error>? {
            while head < line.count {
                let continuation = line[head].continuation
                line[head].continuation = nil
                head += 1
                // The served part is dropped now and then, not each time.
                if head >= 64, head * 2 >= line.count {
                    line.removeFirst(head)
                    head = 0
                }
                if let continuation { return continuation }
            }
            line.removeAll(keepingCapacity: true)
            head = 0
            return nil
        }
    }

    private let state: Mutex<State>

    /// Makes a semaphore for that many tasks at once.
    package init(permits: Int) {
        state = Mutex(State(free: permits))
    }

    /// How many tasks wait in line.
    package var waitingCount: Int {
        state.withLock { state in state.line[state.head...].count { $0.continuation != nil } }
    }

    /// Waits for room. Each `acquire` that returns is followed by one `release`.
    ///
    /// - Throws: `CancellationError` when the task was cancelled before there was room.
    package func acquire() async throws {
        try Task.checkCancellation()
        let id = state.withLock { state -> UInt64? in
            guard state.free == 0 else {
                state.free -= 1
                return nil
            }
            defer { state.nextID += 1 }
            return state.nextID
        }
        guard let id else { return }
        defer { state.withLock { _ = $0.cancelledEarly.remove(id) } }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                standInLine(Waiter(id: id, continuation: continuation))
            }
        } onCancel: {
            cancel(id)
        }
    }

    private func standInLine(_ waiter: Waiter) {
        let outcome = state.withLock { state -> Result<Void, any Error>? in
            if state.cancelledEarly.contains(waiter.id) { return .failure(CancellationError()) }
            // Room may have come since it was looked for.
            if state.free > 0 {
                state.free -= 1
                return .success(())
            }
            state.line.append(waiter)
            return nil
        }
        if let outcome { waiter.continuation?.resume(with: outcome) }
    }

    private func cancel(_ id: UInt64) {
        let continuation = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard let index = state.line.indices.last(where: { state.line[$0].id == id }) else {
                state.cancelledEarly.insert(id)
                return nil
            }
            defer { state.line[index].continuation = nil }
            return state.line[index].continuation
        }
        continuation?.resume(throwing: CancellationError())
    }

    /// Gives the room back, to the first in line where there is one.
    package func release() {
        let continuation = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            let next = state.next()
            if next == nil { state.free += 1 }
            return next
        }
        continuation?.resume()
    }
}
