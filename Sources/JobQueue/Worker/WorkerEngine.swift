import WallTime

/// The decisions of a worker, without any I/O: events go in, `next(now:)` says what to do.
///
/// The shell around it (`Worker`) carries the actions out and keeps the jobs themselves; the engine only counts them.
struct WorkerEngine {
    /// What the worker should do now.
    enum Action: Equatable {
        /// Hand in what has been finished and ask for so many jobs (0: none).
        case exchange(claim: Int)
        /// Give back the jobs that were claimed and not started.
        case giveBack
        /// Wait for an event, or until that time.
        case wait(until: Timestamp)
        /// End.
        case finish(StopReason)
    }

    /// Settlements wait so long for others to share their transaction, while lanes are busy.
    static let settleDelay: Duration = .milliseconds(2)
    /// However short the poll interval asked for, the store is left alone for so long.
    static let shortestPoll: Duration = .milliseconds(10)
    /// A buffer that has not moved for so long, with all lanes busy, goes back to the store.
    static let stallLimit: Duration = .milliseconds(100)
    /// So many finished jobs are handed in without waiting.
    static let settleLimit = 250

    private let options: WorkerOptions
    private let pollInterval: Duration
    private var startedAt: Timestamp
    private var sizer: BatchSizer
    private(set) var lanes: Int

    private(set) var buffered = 0
    private(set) var running = 0
    private(set) var resting = 0
    private(set) var unsettled = 0
    private var claimedInAll = 0
    private var oldestUnsettled = Timestamp.distantFuture
    private var lastStart = Timestamp.distantPast
    private var mayHaveWork = true
    /// Whether something arrived since the last claim was asked for, so that an empty answer may be out of date.
    private var hasArrived = false
    private var nextDue: Timestamp?
    private var lastLook = Timestamp.distantPast
    private(set) var stopping: StopReason?
    /// Whether all its queues are paused, or the worker itself.
    var isPaused = false

    init(options: WorkerOptions, now: Timestamp) {
        self.options = options
        self.pollInterval = max(options.pollInterval, Self.shortestPoll)
        self.startedAt = now
        self.lanes = max(1, options.concurrency)
        let prefetches = options.rest == .zero && options.maxPrefetch > 0
        self.sizer = BatchSizer(
            concurrency: max(1, options.concurrency), maximum: prefetches ? options.maxPrefetch : 0)
    }

    // MARK: Events

    /// Something said that there may be work.
    mutating func workArrived() {
        mayHaveWork = true
        hasArrived = true
    }

    /// A lane took a job from the buffer.
    mutating func started(now: Timestamp) {
        buffered -= 1
        running += 1
        lastStart = now
    }

    /// A lane finished its job; where it rests it takes no other until `rested()`.
    mutating func finished(runTime: Int64, rests: Bool = false, now: Timestamp) {
        running -= 1
        if rests { resting += 1 }
        sizer.record(runTime: runTime)
        addUnsettled(1, now: now)
    }

    /// A lane has rested.
    mutating func rested() {
        resting -= 1
    }

    /// A handler was abandoned with its lane.
    mutating func abandoned(now: Timestamp) {
        running -= 1
        lanes -= 1
        addUnsettled(1, now: now)
        stop(.abandoned)
    }

    /// The buffer goes back to the store.
    mutating func gaveBack(now: Timestamp) {
        claimedInAll -= buffered
        addUnsettled(buffered, now: now)
        buffered = 0
        sizer.stalled()
    }

    /// An exchange took place.
    mutating func exchanged(asked: Int, claimed: Int, settled: Int, nextDue: Timestamp?, now: Timestamp) {
        unsettled -= settled
        if unsettled == 0 { oldestUnsettled = .distantFuture }
        buffered += claimed
        claimedInAll += claimed
        guard asked > 0 else {
            // What was settled may have come back to the queue, and nobody has looked since.
            if settled > 0 { mayHaveWork = true }
            return
        }
        lastLook = now
        lastStart = max(lastStart, now)
        mayHaveWork = claimed == asked || hasArrived
        self.nextDue = nextDue
    }

    /// A settlement came back unsettled and was replaced by another.
    mutating func addUnsettled(_ count: Int, now: Timestamp) {
        guard count > 0 else { return }
        unsettled += count
        oldestUnsettled = min(oldestUnsettled, now)
    }

    /// The worker is to end once it has finished what it has. The first reason stays.
    mutating func stop(_ reason: StopReason) {
        if stopping == nil { stopping = reason }
    }

    // MARK: Decision

    /// What to do now.
    mutating func next(now: Timestamp) -> Action {
        forgetTheFuture(now: now)
        if stopping == nil, let maxTime = options.maxTime, now - startedAt >= maxTime { stop(.maxTime) }
        if stopping == nil, let maxJobs = options.maxJobs, claimedInAll >= maxJobs, buffered + running + unsettled == 0
        {
            stop(.maxJobs)
        }
        if let reason = stopping {
            return nextWhileStopping(reason, now: now)
        }
        if let nextDue, nextDue <= now { mayHaveWork = true }
        if now - lastLook >= pollInterval { mayHaveWork = true }

        if isStalled(now: now) { return .giveBack }
        let appetite = self.appetite
        if unsettled > 0, appetite > 0 || isSettlementDue(now: now) {
            hasArrived = false
            return .exchange(claim: appetite)
        }
        if appetite > 0, mayHaveWork {
            hasArrived = false
            return .exchange(claim: appetite)
        }
        if options.stopWhenEmpty, buffered + running + unsettled == 0, !mayHaveWork || isPaused {
            stop(.empty)
            return .finish(.empty)
        }
        return .wait(until: nextEvent(appetite: appetite))
    }

    /// Where the clock was set back nothing has to wait until it shows the old time again.
    private mutating func forgetTheFuture(now: Timestamp) {
        startedAt = min(startedAt, now)
        lastStart = min(lastStart, now)
        if unsettled > 0 { oldestUnsettled = min(oldestUnsettled, now) }
        if lastLook > now {
            lastLook = now
            mayHaveWork = true
        }
    }

    private func nextWhileStopping(_ reason: StopReason, now: Timestamp) -> Action {
        if buffered > 0 { return .giveBack }
        if unsettled > 0, isSettlementDue(now: now) { return .exchange(claim: 0) }
        guard running > 0 else { return .finish(reason) }
        return .wait(until: unsettled > 0 ? oldestUnsettled + Self.settleDelay : .distantFuture)
    }

    /// How many jobs it can take now.
    private var appetite: Int {
        guard !isPaused else { return 0 }
        let prefetch = sizer.prefetch
        guard buffered <= prefetch / 2 else { return 0 }
        let wanted = max(0, lanes - running - resting + prefetch - buffered)
        guard let maxJobs = options.maxJobs else { return wanted }
        return max(0, min(wanted, maxJobs - claimedInAll))
    }

    private func isSettlementDue(now: Timestamp) -> Bool {
        running == 0 || unsettled >= Self.settleLimit || now - oldestUnsettled >= Self.settleDelay
    }

    private func isStalled(now: Timestamp) -> Bool {
        buffered > 0 && running >= lanes && now - lastStart >= Self.stallLimit
    }

    private func nextEvent(appetite: Int) -> Timestamp {
        var time = Timestamp.distantFuture
        if unsettled > 0 { time = min(time, oldestUnsettled + Self.settleDelay) }
        if buffered > 0 { time = min(time, lastStart + Self.stallLimit) }
        if appetite > 0 {
            time = min(time, lastLook + pollInterval)
            if let nextDue { time = min(time, nextDue) }
        }
        if let maxTime = options.maxTime { time = min(time, startedAt + maxTime) }
        return time
    }
}
