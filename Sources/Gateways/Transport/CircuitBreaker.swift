package import WallTime

/// Stops asking a gateway that does not answer, so that a sweep over thousands of sessions ends soon and a gateway that
/// is coming up is not trampled.
///
/// A state machine without I/O: after some failures in a row it opens, and lets nothing through for a time that doubles
/// from one opening to the next; then one request is let through as a trial, and its outcome closes or opens it again.
/// `Retry-After` opens it at once, for as long as the gateway asked.
/// (Nygard, Release It!, "Circuit Breaker"; RFC 9110, section 10.2.3, for Retry-After.)
package struct CircuitBreaker: Sendable, Hashable {
    package struct Limits: Sendable, Hashable {
        /// How many failures in a row open it.
        package var failures: Int
        /// For how long it opens first.
        package var base: Duration
        /// For how long it opens at most. Less than the time between two checks, so that each sweep has a trial.
        package var cap: Duration
        /// The longest `Retry-After` that is obeyed.
        package var retryAfterCap: Duration
        /// How many requests are let through at once as a trial.
        package var trials: Int

        package init(
            failures: Int = 5, base: Duration = .seconds(5), cap: Duration = .seconds(60),
            retryAfterCap: Duration = .seconds(300), trials: Int = 1
        ) {
            self.failures = max(1, failures)
            self.base = base
            self.cap = cap
            self.retryAfterCap = retryAfterCap
            self.trials = max(1, trials)
        }
    }

    /// What may be done with a request.
    package enum Decision: Sendable, Hashable {
        case go
        /// Not now; perhaps after that long.
        case hold(Duration)
    }

    private enum State: Sendable, Hashable {
        case closed(failures: Int)
        case open(until: Timestamp, opening: Int)
        case trial(since: Timestamp, opening: Int, sent: Int)
    }

    private let limits: Limits
    private var state = State.closed(failures: 0)

    package init(limits: Limits = .init()) {
        self.limits = limits
    }

    /// Whether requests are being held back.
    package var isOpen: Bool {
        if case .closed = state { false } else { true }
    }

    /// Asks whether a request may be sent now. After `go`, one of `succeeded`, `failed` and `withdrew` has to follow.
    package mutating func decide(at now: Timestamp) -> Decision {
        switch state {
        case .closed: return .go
        case .open(let until, let opening):
            let remaining = until - now
            // A clock that was set back must not hold the circuit open for a day.
            guard remaining > .zero, remaining <= max(limits.cap, limits.retryAfterCap) else {
                state = .trial(since: now, opening: opening, sent: 1)
                return .go
            }
            return .hold(remaining)
        case .trial(let since, let opening, let sent):
            let waited = now - since
            guard waited >= .zero, waited <= max(limits.cap, limits.retryAfterCap) else {
                // The trial was lost without a word.
                state = .trial(since: now, opening: opening, sent: 1)
                return .go
            }
            guard sent < limits.trials else { return .hold(min(.seconds(1), limits.base)) }
            state = .trial(since: since, opening: opening, sent: sent + 1)
            return .go
        }
    }

    /// The gateway answered.
    package mutating func succeeded() {
        // Requests that were under way when it opened say nothing about now.
        if case .open = state { return }
        state = .closed(failures: 0)
    }

    /// The gateway did not answer, or asked to be left alone.
    package mutating func failed(at now: Timestamp, retryAfter: Duration? = nil) {
        if let retryAfter {
            open(at: now, for: min(max(retryAfter, .zero), limits.retryAfterCap), opening: 0)
            return
        }
        switch state {
        case .closed(let failures) where failures + 1 < limits.failures: state = .closed(failures: failures + 1)
        case .closed: open(at: now, for: limits.base, opening: 1)
        case .trial(_, let opening, _):
            let factor = 1 << min(opening, 16)
            open(at: now, for: min(limits.base * factor, limits.cap), opening: opening + 1)
        case .open: break
        }
    }

    /// The request was cancelled before it had an outcome.
    package mutating func withdrew(at now: Timestamp) {
        if case .trial(_, let opening, _) = state { state = .open(until: now, opening: opening) }
    }

    private mutating func open(at now: Timestamp, for duration: Duration, opening: Int) {
        let until = now + duration
        if case .open(let current, _) = state, current > until { return }
        state = .open(until: until, opening: opening)
    }
}
