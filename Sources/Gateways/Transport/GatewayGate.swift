import Synchronization
import WallTime

/// What all requests to one gateway pass: the limit of requests in flight, and the circuit breaker.
package final class GatewayGate: Sendable {
    private let semaphore: AsyncSemaphore
    private let circuit: Mutex<CircuitBreaker>

    package init(limits: GatewayLimits) {
        semaphore = AsyncSemaphore(permits: limits.concurrency)
        circuit = Mutex(CircuitBreaker(limits: limits.circuit))
    }

    /// Whether requests are being held back.
    package var isOpen: Bool { circuit.withLock { $0.isOpen } }

    func acquire() async throws { try await semaphore.acquire() }
    func release() { semaphore.release() }
    func withCircuit<Value>(_ body: (inout CircuitBreaker) -> Value) -> Value {
        circuit.withLock { body(&$0) }
    }
}
