import Gateways
import Testing
import WallTime

@Suite("Circuit breaker")
struct CircuitBreakerTests {
    private let start = Timestamp(seconds: 1_800_000_000)

    private func opened() -> CircuitBreaker {
        var circuit = CircuitBreaker()
        for _ in 1...5 { circuit.failed(at: start) }
        return circuit
    }

    @Test("opens at the fifth failure in a row, not at the fourth")
    func opens() {
        var circuit = CircuitBreaker()
        for _ in 1...4 { circuit.failed(at: start) }
        #expect(circuit.decide(at: start) == .go)
        circuit.failed(at: start)
        #expect(circuit.decide(at: start) == .hold(.seconds(5)))
        #expect(circuit.isOpen)
    }

    @Test("a success in between starts the count again")
    func resets() {
        var circuit = CircuitBreaker()
        for _ in 1...4 { circuit.failed(at: start) }
        circuit.succeeded()
        for _ in 1...4 { circuit.failed(at: start) }
        #expect(!circuit.isOpen)
    }

    @Test("lets one trial through when its time is over, and closes when that succeeds")
    func trial() {
        var circuit = opened()
        let later = start + .seconds(5)
        #expect(circuit.decide(at: later) == .go)
        #expect(circuit.decide(at: later) == .hold(.seconds(1)))
        circuit.succeeded()
        #expect(circuit.decide(at: later) == .go)
        #expect(!circuit.isOpen)
    }

    @Test("lets as many trials through at once as are allowed")
    func trials() {
        var circuit = CircuitBreaker(limits: .init(failures: 1, trials: 3))
        circuit.failed(at: start)
        let later = start + .seconds(5)
        for _ in 1...3 { #expect(circuit.decide(at: later) == .go) }
        #expect(circuit.decide(at: later) == .hold(.seconds(1)))
        circuit.succeeded()
        #expect(!circuit.isOpen)
    }

    @Test("doubles its time with each trial that fails, up to a minute")
    func doubles() {
        var circuit = opened()
        var now = start + .seconds(5)
        for expected in [10, 20, 40, 60, 60] {
            #expect(circuit.decide(at: now) == .go)
            circuit.failed(at: now)
            #expect(circuit.decide(at: now) == .hold(.seconds(expected)))
            now += .seconds(expected)
        }
    }

    @Test("what was under way when it opened changes nothing")
    func stragglers() {
        var circuit = opened()
        circuit.succeeded()
        circuit.failed(at: start + .seconds(1))
        #expect(circuit.decide(at: start + .seconds(1)) == .hold(.seconds(4)))
    }

    @Test("Retry-After opens it at once for as long, but not for days")
    func retryAfter() {
        var circuit = CircuitBreaker()
        circuit.failed(at: start, retryAfter: .seconds(30))
        #expect(circuit.decide(at: start) == .hold(.seconds(30)))
        circuit.failed(at: start, retryAfter: .seconds(86400))
        #expect(circuit.decide(at: start) == .hold(.seconds(300)))
    }

    @Test("a trial that was cancelled leaves room for another")
    func withdrawn() {
        var circuit = opened()
        let later = start + .seconds(5)
        #expect(circuit.decide(at: later) == .go)
        circuit.withdrew(at: later)
        #expect(circuit.decide(at: later) == .go)
    }

    @Test("a clock that is set back a day does not hold it open for a day")
    func clockSetBack() {
        var circuit = opened()
        #expect(circuit.decide(at: start - .hours(24)) == .go)
    }
}
