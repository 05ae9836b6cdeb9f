public import Logging
import Synchronization
public import WallTime

/// Claims jobs, runs their handlers and settles them, until it is told to stop.
///
/// Its decisions are made by `WorkerEngine`, its jobs run in `concurrency` lanes; this type carries the decisions out. The
/// loop runs on a thread of its own, so that handlers that block Swift's threads can still be timed out.
public final class Worker: Sendable {
    private let store: any JobStore
    private let registry: JobRegistry
    private let options: WorkerOptions
    private let registration: WorkerRegistration
    /// The time of day, for the store and for people.
    private let clock: any WallClock
    private let logger: Logger
    private let memoryUsage: @Sendable () -> Int?
    private let onFinish: (@Sendable (JobReport) -> Void)?
    private let floor: WorkFloor
    private let thread = ThreadExecutor(name: "denyut-worker")

    /// Makes a worker; `run()` starts it.
    ///
    /// - Parameters:
    ///   - host: The name of this computer, for the table of workers.
    ///   - processID: The number of this process, likewise.
    ///   - memoryUsage: The resident memory of this process in bytes, where `options.memoryLimit` is to be kept.
    ///   - onFinish: Called after each attempt was settled, in the order of settlement. Must return at once.
    public init(
        store: any JobStore,
        registry: JobRegistry,
        options: WorkerOptions,
        host: String = "localhost",
        processID: Int32 = 0,
        clock: any WallClock = SystemClock(),
        logger: Logger,
        memoryUsage: @escaping @Sendable () -> Int? = { nil },
        onFinish: (@Sendable (JobReport) -> Void)? = nil
    ) {
        self.store = store
        self.registry = registry
        self.options = options
        self.registration = WorkerRegistration(
            id: "\(options.name)@\(host):\(processID):\(String(UInt32.random(in: 0 ... .max), radix: 36))",
            name: options.name, host: host, processID: processID, queues: options.queues,
            concurrency: options.concurrency, lease: options.lease)
        self.clock = clock
        self.logger = logger
        self.memoryUsage = memoryUsage
        self.onFinish = onFinish
        self.floor = WorkFloor(options: options, clock: clock, timerExecutor: thread)
    }

    /// The worker's id, as the store knows it.
    public var id: String { registration.id }

    /// Asks the worker to finish the jobs in hand, give back the others, and end.
    public func stop() {
        floor.stop(.requested)
    }

    /// Asks the worker to take no jobs until `resume()`.
    public func pause() {
        floor.setPaused(true)
    }

    /// Takes back `pause()`.
    public func resume() {
        floor.setPaused(false)
    }

    /// Works until there is a reason to stop.
    ///
    /// Cancelling the task that runs it is the same as `stop()`.
    ///
    /// - Throws: `JobStoreError` where the store can never be used again (damaged, or of another version).
    public func run() async throws -> StopReason {
        try await withTaskCancellationHandler {
            try await Task(executorPreference: thread) { try await self.work() }.value
        } onCancel: {
            floor.stop(.requested)
        }
    }

    private func work() async throws -> StopReason {
        let startedAt = clock.now()
        let attendance = try await untilStoreAnswers { [store, registration, floor, logger, clock] in
            try await store.attend(registration) { signal in
                if case .leasesLost(let reason) = signal {
                    logger.error(
                        "All leases are lost; running jobs are cancelled and their results thrown away: \(reason)")
                }
                if case .outdated(let reason) = signal { logger.notice("\(reason)") }
                let lost = floor.receive(signal, startedAt: startedAt, wallTime: clock.now())
                if case .leasesHeld = signal, lost > 0 {
                    logger.error(
                        "\(lost) running jobs are cancelled and their results thrown away: this process stood still, or the clock leapt, for longer than their leases, and other workers have taken them."
                    )
                }
            }
        }
        guard let attendance else { return floor.stopping ?? .requested }
        for index in 0..<max(1, options.concurrency) { startLane(index) }
        thread.park(at: attendance.parking)
        let result = await loop(attendance: attendance)
        thread.park(at: nil)
        floor.close()
        await attendance.end()
        return try result.get()
    }

    // MARK: The loop

    /// What the loop's own waits and measures are by.
    private var steady: SteadyClock { floor.clock }

    private func loop(attendance: any WorkerAttendance) async -> Result<StopReason, any Error> {
        var nextMemoryCheck = steady.now()
        while true {
            let now = steady.now()
            nextMemoryCheck = min(nextMemoryCheck, now + .seconds(1))
            if let limit = options.memoryLimit, now >= nextMemoryCheck {
                nextMemoryCheck = now + .seconds(1)
                if let usage = memoryUsage(), usage > limit {
                    logger.notice("The process uses \(usage >> 20) MB, over its limit of \(limit >> 20) MB; it ends.")
                    floor.stop(.memory)
                }
            }
            interruptOverdueLanes(now: now)
            switch floor.next(now: now) {
            case .exchange(let claim):
                do {
                    try await exchange(claim: claim, attendance: attendance)
                } catch {
                    return .failure(error)
                }
            case .giveBack:
                floor.giveBack(now: now)
            case .wait(let until):
                attendance.report(state: floor.workerState, done: floor.counts.done, failed: floor.counts.failed)
                let memoryCheck = options.memoryLimit == nil ? Timestamp.distantFuture : nextMemoryCheck
                await floor.waitForEvent(until: min(until, memoryCheck))
            case .finish(let reason):
                attendance.report(state: .stopping, done: floor.counts.done, failed: floor.counts.failed)
                return .success(reason)
            }
        }
    }

    private func exchange(claim: Int, attendance: any WorkerAttendance) async throws {
        let settlements = floor.takeSettlements()
        let queues = floor.openQueues
        let claim = queues.isEmpty ? 0 : claim
        let request = Exchange(
            worker: registration.id, settlements: settlements,
            claim: claim == 0
                ? nil
                : ClaimRequest(
                    queues: queues, kinds: registry.kinds, limit: claim, lease: options.lease,
                    maxCrashes: options.maxCrashes, ignoresPauses: options.ignoresPauses))
        // A worker with nothing to settle may stop while the store does not answer; one with results keeps trying, as long as
        // its leases hold: after that others have the jobs as soon as the store answers them.
        let answer = try await untilStoreAnswers(
            givesUp: { settlements.isEmpty || $0.hasLostLeases }, { [store] in try await store.exchange(request) })
        if answer == nil, !settlements.isEmpty {
            logger.error(
                "The store has not answered for a whole lease, and this worker is to stop: the results of \(settlements.count) jobs are lost (the first is job \(settlements[0].job.id)); they are run again once the store can be written."
            )
        }
        var result = answer ?? ExchangeResult()
        let now = clock.now()
        for (settlement, outcome) in zip(settlements, result.settled) {
            finish(settlement, outcome, now: now)
        }
        for job in result.setAside {
            logger.error(
                "Job \(job.id) (\(job.kind)) is set aside for a minute, and harms no other: \(job.failure.message)")
        }
        result.nextDue = result.nextDue.map(steady.time(of:))
        floor.exchanged(asked: claim, settled: settlements.count, result: result, now: steady.now())
    }

    /// Asks the store until it answers: its errors make a worker wait, never lose a result. Handlers are timed out meanwhile.
    ///
    /// - Returns: `nil` where it may give up and the worker is to stop.
    private func untilStoreAnswers<T>(
        givesUp: (WorkFloor) -> Bool = { _ in true }, _ ask: () async throws -> T
    ) async throws -> T? {
        var delay = Duration.milliseconds(100)
        while true {
            do {
                return try await ask()
            } catch let error as JobStoreError where error.isTransient {
                logger.warning("The store does not answer; trying again in \(delay): \(error.message)")
            }
            let nextTry = steady.now() + delay
            while steady.now() < nextTry {
                floor.clearEvents()
                if floor.stopping != nil, givesUp(floor) { return nil }
                interruptOverdueLanes(now: steady.now())
                await floor.waitForEvent(until: nextTry)
            }
            delay = min(delay * 2, .seconds(5))
        }
    }

    /// Tells what became of a settlement, and replaces it by a failure where one of its effects threw.
    private func finish(_ settlement: Settlement, _ outcome: SettlementResult, now: Timestamp) {
        let duration = settlement.startedAt.map { settlement.finishedAt - $0 } ?? .zero
        let waited = settlement.startedAt.map { max($0 - settlement.job.availableAt, .zero) }
        func tell(_ result: JobReport.Result, _ failure: FailureReport?, retryAt: Timestamp? = nil) {
            floor.count(result)
            onFinish?(
                JobReport(
                    job: settlement.job, result: result, duration: duration, waited: waited, failure: failure,
                    retryAt: retryAt))
        }
        let job = settlement.job
        switch outcome {
        case .leaseLost:
            guard settlement.startedAt != nil else { return }
            logger.warning("Job \(job.id) (\(job.kind)) lost its lease; its result was thrown away.")
            tell(.leaseLost, nil)
        case .effectFailed(let report):
            guard let replacement = replacement(of: settlement, report) else { return }
            floor.replaceSettlement(by: replacement, now: steady.now())
        case .settled:
            switch settlement.verdict {
            case .done:
                logger.debug("Job \(job.id) (\(job.kind)) is done after \(duration).")
                tell(.done, nil)
            case .retry(let delay, _, let report):
                logger.warning(
                    "Job \(job.id) (\(job.kind)) failed in attempt \(job.attempts + 1), next one in \(delay): \(report.message)"
                )
                tell(.retried, report, retryAt: now + delay)
            case .release(let delay):
                guard settlement.startedAt != nil else { return }
                tell(.released, nil, retryAt: delay.map { now + $0 })
            case .fail(let reason, let report):
                logger.error("Job \(job.id) (\(job.kind)) failed for good (\(reason.rawValue)): \(report.message)")
                tell(.failed, report)
            }
        }
    }

    /// What to settle a job with whose settlement the store refused: a failed attempt, and where that is refused, too, its
    /// place in the queue, after a minute. `nil`: not even that; the lease ends with this worker.
    private func replacement(of settlement: Settlement, _ report: FailureReport) -> Settlement? {
        guard let entry = registry.entry(for: settlement.job.kind) else { return nil }
        var replacement = settlement
        replacement.effects = []
        switch settlement.verdict {
        case .release where settlement.effects.isEmpty:
            logger.error("Job \(settlement.job.id) (\(settlement.job.kind)) cannot be settled: \(report.message)")
            return nil
        case .retry, .fail(.attempts, _):
            logger.error("The failure of job \(settlement.job.id) cannot be recorded: \(report.message)")
            replacement.verdict = .release(after: .seconds(60))
        default:
            replacement.verdict = rules.afterFailure(
                report, .failed, of: settlement.job, policy: entry.retryPolicy, random: .random(in: 0..<1))
        }
        return replacement
    }

    // MARK: Lanes

    private var rules: RetryRules { RetryRules(workerPolicy: options.retryPolicy) }

    private func startLane(_ index: Int) {
        let task = Task.detached { await self.runLane(index) }
        floor.setTask(task, ofLane: index)
    }

    private func runLane(_ index: Int) async {
        var finished: Settlement?
        while true {
            switch await floor.nextStep(ofLane: index, finished: finished) {
            case .run(let job):
                finished = await execute(job, lane: index)
            case .rest:
                finished = nil
                try? await clock.sleep(for: options.rest)
                floor.rested()
            case .restart:
                return startLane(index)
            case .end:
                return
            }
        }
    }

    private func execute(_ job: ClaimedJob, lane: Int) async -> Settlement {
        let (startedAt, begin) = (clock.now(), clock.uptime())
        // How long it took, also where the time of day leapt meanwhile.
        func end() -> Timestamp { startedAt + (clock.uptime() - begin) }
        guard let entry = registry.entry(for: job.kind) else {
            return Settlement(
                job: job, verdict: .release(after: .seconds(60)), startedAt: nil, finishedAt: startedAt)
        }
        let context = JobContext(
            job: job, store: store, clock: clock, logger: logger, timeout: entry.timeout ?? options.timeout,
            startedAt: startedAt)
        guard floor.begin(job, context, lane: lane) else {
            let report = FailureReport(type: "Cancelled", message: "The job was cancelled before it was started.")
            return Settlement(
                job: job, verdict: .fail(.cancelled, report), startedAt: nil, finishedAt: startedAt)
        }
        let random = Double.random(in: 0..<1)
        do {
            let outcome = try await entry.handler(job, context)
            let now = clock.now()
            let verdict = rules.verdict(on: outcome, of: job, kind: entry, now: now, random: random)
            let keepsEffects = outcome.keepsEffects
            return Settlement(
                job: job, verdict: verdict, startedAt: startedAt, finishedAt: end(),
                effects: keepsEffects ? context.effects : [])
        } catch {
            let interruption = Task.isCancelled ? floor.interruption(ofLane: lane) : nil
            let verdict = rules.verdict(
                on: error, interruption: interruption, of: job, kind: entry, random: random)
            return Settlement(job: job, verdict: verdict, startedAt: startedAt, finishedAt: end())
        }
    }

    private func interruptOverdueLanes(now: Timestamp) {
        for overdue in floor.interruptOverdueLanes(now: now) {
            let wallTime = clock.now()
            guard let entry = registry.entry(for: overdue.job.kind) else { continue }
            logger.error(
                "Job \(overdue.job.id) (\(overdue.job.kind)) ignored its cancellation for \(options.grace) and was abandoned; this process ends once its other jobs are finished."
            )
            let error = FailureReport(
                type: "Abandoned", message: "The handler ignored its cancellation for \(options.grace).")
            let verdict: Settlement.Verdict =
                overdue.interruption == .cancelled
                ? .fail(.cancelled, error)
                : rules.afterFailure(
                    error, .timedOut, of: overdue.job, policy: entry.retryPolicy, random: .random(in: 0..<1))
            floor.abandon(
                lane: overdue.lane,
                settlement: Settlement(
                    job: overdue.job, verdict: verdict, startedAt: wallTime - (now - overdue.startedAt),
                    finishedAt: wallTime),
                now: now)
        }
    }
}

extension Outcome {
    /// Whether what the handler has added is committed: an attempt that failed leaves nothing behind.
    package var keepsEffects: Bool {
        switch self {
        case .done, .snooze, .release, .discard: true
        case .fail: false
        }
    }
}
