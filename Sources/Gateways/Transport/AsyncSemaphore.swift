import Synchronization

/// Lets a limited number of tasks in at once; the others wait in line, and leave it when they are cancelled.
package final class AsyncSemaphore: Sendable {
    private struct State {
        var free: Int
        var waiting: [UInt64: CheckedContinuation<Void, any Error>] = [:]
        /// Tickets whose task was cancelled before it stood in line.
        var cancelled: Set<UInt64> = []
        var nextTicket: UInt64 = 0
        var nextToServe: UInt64 = 0
    }

    private let state: Mutex<State>

    /// Makes a semaphore for that many tasks at once.
    package init(permits: Int) {
        state = Mutex(State(free: permits))
    }

    /// Runs the operation when there is room.
    ///
    /// - Throws: `CancellationError` when the task was cancelled while it waited, and what the operation throws.
    package func withPermit<Value: Sendable>(_ operation: () async throws -> Value) async throws -> Value {
        try await acquire()
        defer { release() }
        return try await operation()
    }

    /// How many tasks wait in line.
    package var waitingCount: Int { state.withLock { $0.waiting.count } }

    package func acquire() async throws {
        try Task.checkCancellation()
        let ticket = state.withLock { state -> UInt64? in
            guard state.free == 0 else {
                state.free -= 1
                return nil
            }
            defer { state.nextTicket += 1 }
            return state.nextTicket
        }
        guard let ticket else { return }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enqueue(continuation, ticket: ticket)
            }
        } onCancel: {
            cancel(ticket: ticket)
        }
    }

    private func enqueue(_ continuation: CheckedContinuation<Void, any Error>, ticket: UInt64) {
        let outcome = state.withLock { state -> Result<Void, any Error>? in
            if state.cancelled.remove(ticket) != nil { return .failure(CancellationError()) }
            // A permit may have come free since the ticket was drawn.
            if state.free > 0 {
                state.free -= 1
                return .success(())
            }
            state.waiting[ticket] = continuation
            return nil
        }
        if let outcome { continuation.resume(with: outcome) }
    }

    private func cancel(ticket: UInt64) {
        let continuation = state.withLock { state in
            let continuation = state.waiting.removeValue(forKey: ticket)
            if continuation == nil { state.cancelled.insert(ticket) }
            return continuation
        }
        continuation?.resume(throwing: CancellationError())
    }

    package func release() {
        let continuation = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            while !state.waiting.isEmpty {
                defer { state.nextToServe += 1 }
                if let next = state.waiting.removeValue(forKey: state.nextToServe) { return next }
            }
            state.free += 1
            return nil
        }
        continuation?.resume()
    }
}
