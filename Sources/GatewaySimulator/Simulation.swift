package import Logging
import Synchronization
package import WallTime

/// A simulated gateway without its server: the fleet behind a lock, the clock, and what goes out.
package final class Simulation: Sendable {
    private struct State {
        var fleet: Fleet
        /// How often each endpoint was asked.
        var requests: [String: Int] = [:]
        var webhook: WebhookTarget?
        var deliveries = WebhookCounts()
    }

    let dialect: any Dialect
    let clock: any WallClock
    let latency: Double
    /// What delays are divided by.
    let speed: Double
    private let state: Mutex<State>
    private let alarm: Alarm
    private let logger: Logger
    let outgoing: AsyncStream<OutgoingNotice>
    private let outbox: AsyncStream<OutgoingNotice>.Continuation

    package init(_ options: SimulatorOptions, logger: Logger) throws(ControlError) {
        dialect = options.dialect
        clock = options.clock
        latency = options.latency
        speed = options.fleet.speed
        self.logger = logger
        alarm = Alarm(clock: options.clock)
        // A receiver that is down must not fill the memory: the oldest news goes first.
        (outgoing, outbox) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(100_000))
        let now = options.clock.now()
        var fleet = Fleet(settings: options.fleet, at: now)
        for command in options.commands { try fleet.apply(command, at: now) }
        // What the sessions went through before the beginning is no news.
        _ = fleet.takeNotices()
        if let scenario = options.scenario { fleet.play(scenario, at: now) }
        fleet.startTraffic(at: now)
        state = Mutex(State(fleet: fleet, webhook: options.webhook))
    }

    /// Begins to let things happen when they are due.
    package func begin() {
        change { _, _ in }
    }

    /// Stops letting things happen.
    package func end() {
        alarm.stop()
        outbox.finish()
    }

    /// Reads or changes the fleet, after everything due has happened, and sees to what follows.
    @discardableResult
    package func change<Result: Sendable, Failure: Error>(
        _ body: (inout Fleet, Timestamp) throws(Failure) -> sending Result
    ) throws(Failure) -> Result {
        let (result, next, problems) = try state.withLock { state throws(Failure) in
            let now = clock.now()
            state.fleet.advance(to: now)
            let result = try body(&state.fleet, now)
            post(state.fleet.takeNotices(), &state)
            let problems = state.fleet.problems
            state.fleet.problems = []
            return (result, state.fleet.nextDue, problems)
        }
        for problem in problems { logger.warning("\(problem)") }
        if let next { alarm.set(next) { [weak self] in self?.change { _, _ in } } }
        return result
    }

    /// Answers a call of the gateway's own interface.
    package func answer(_ call: GatewayCall) -> GatewayAnswer {
        var answer = change { fleet, now in
            var call = call
            call.at = now
            return Self.answer(call, &fleet, dialect)
        }
        answer.0.delay += latency
        if let route = answer.1 { state.withLock { $0.requests[route, default: 0] += 1 } }
        return answer.0
    }

    // MARK: Webhooks

    private func post(_ notices: [FleetNotice], _ state: inout State) {
        guard let target = state.webhook else { return }
        let fault = state.fleet.webhookFault
        for notice in notices {
            if fault.lost > 0, state.fleet.draw(fault.lost) {
                state.deliveries.lost += 1
                continue
            }
            let copies = fault.doubled > 0 && state.fleet.draw(fault.doubled) ? 2 : 1
            let outgoing = OutgoingNotice(
                notice: notice, target: fault.unsigned ? WebhookTarget(url: target.url) : target,
                delay: fault.delay / state.fleet.settings.speed)
            for _ in 0..<copies { outbox.yield(outgoing) }
        }
    }

    /// Where webhooks go from now on; nil for nowhere.
    package var webhook: WebhookTarget? {
        get { state.withLock { $0.webhook } }
        set { state.withLock { $0.webhook = newValue } }
    }

    func count(_ outcome: WebhookOutcome, isLast: Bool) {
        state.withLock { $0.deliveries.count(outcome, isLast: isLast) }
    }

    /// How the webhooks fared so far.
    package var deliveries: WebhookCounts {
        state.withLock { $0.deliveries }
    }

    /// How often each endpoint was asked, by method and pattern.
    package var requests: [String: Int] {
        state.withLock { $0.requests }
    }

    func forgetRequests() {
        state.withLock { $0.requests = [:] }
    }
}
