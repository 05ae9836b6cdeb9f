import Basics
import JobQueue
import WallTime

/// Lets a worker's lanes go on while a gateway takes its time: what a check asks of its gateway goes on by itself, and the job comes
/// back for it. So a gateway that hangs for its whole time-out holds no lane, and no check of another gateway waits for it.
///
/// A look that is done within `lanePatience` is waited for, which is the rule; the patience is one gateway's, not one job's: once
/// it is used up, its other jobs do not wait at all until the gateway answers again.
actor LookRoom {
    /// What became of a look.
    enum Look: Sendable {
        case done(SessionCheck)
        /// It goes on: come back then.
        case later(Timestamp)
    }

    private struct Pending {
        var gateway: Name
        var startedAt: Timestamp
        var finished: (check: SessionCheck, at: Timestamp)?
    }

    /// No more looks than this are under way at once; the jobs of others come again in a moment.
    private static let limit = 20_000
    /// How long a job is sent away at most before it looks again.
    private static let longestWait = Duration.seconds(2)

    private let patience: Duration
    /// A finished look serves nobody who comes for it later.
    private let maximumAge: Duration
    private let clock: any WallClock
    private var pending: [JobID: Pending] = [:]
    /// Since when each gateway has a look that is not done, and how many there are.
    private var busy: [Name: (since: Timestamp, count: Int)] = [:]
    /// How long the last look took that was not done at once.
    private var usual: [Name: Duration] = [:]
    private var waiting: [JobID: (gateway: Name, continuation: CheckedContinuation<Void, Never>)] = [:]
    private var timers: [Name: Task<Void, Never>] = [:]

    init(patience: Duration, maximumAge: Duration, clock: any WallClock) {
        self.patience = patience
        self.maximumAge = maximumAge
        self.clock = clock
    }

    /// The look of a job: begun now, or brought by the one that was begun when the job came before.
    func look(
        _ job: JobID, at gateway: String, _ observe: @escaping @Sendable () async -> SessionCheck
    ) async -> Look {
        let (now, gateway) = (clock.now(), Name(gateway))
        if let known = pending[job] {
            guard let finished = known.finished else { return .later(comeback(gateway, known.startedAt, now)) }
            pending[job] = nil
            if finished.at <= now, now - finished.at <= maximumAge { return .done(finished.check) }
        }
        forget(now)
        guard pending.count < Self.limit else { return .later(now + .seconds(1)) }
        pending[job] = Pending(gateway: gateway, startedAt: now)
        busy[gateway] = (busy[gateway]?.since ?? now, (busy[gateway]?.count ?? 0) + 1)
        Task {
            let check = await observe()
            self.finish(job, check)
        }
        let left = patience - (now - (busy[gateway]?.since ?? now))
        if left > .zero { await wait(job, gateway, left) }
        guard let finished = pending[job]?.finished else {
            return .later(comeback(gateway, now, clock.now()))
        }
        pending[job] = nil
        return .done(finished.check)
    }

    /// How many looks are under way, or wait for their job to come back.
    var count: Int { pending.count }

    private func finish(_ job: JobID, _ check: SessionCheck) {
        let now = clock.now()
        guard let known = pending[job] else { return }
        pending[job]?.finished = (check, now)
        let took = now - known.startedAt
        if took > patience { usual[known.gateway] = took }
        if let current = busy[known.gateway] {
            // An answer: the patience begins anew for those who still wait for theirs.
            busy[known.gateway] = current.count > 1 ? (now, current.count - 1) : nil
        }
        wake(job)
    }

    private func wait(_ job: JobID, _ gateway: Name, _ left: Duration) async {
        if timers[gateway] == nil {
            let deadline = clock.now() + left
            timers[gateway] = Task { [clock] in
                try? await clock.sleep(until: deadline)
                if !Task.isCancelled { self.giveUp(gateway) }
            }
        }
        await withCheckedContinuation { continuation in waiting[job] = (gateway, continuation) }
    }

    private func wake(_ job: JobID) {
        guard let (gateway, continuation) = waiting.removeValue(forKey: job) else { return }
        continuation.resume()
        if !waiting.values.contains(where: { $0.gateway == gateway }) { timers.removeValue(forKey: gateway)?.cancel() }
    }

    private func giveUp(_ gateway: Name) {
        timers[gateway] = nil
        for (job, entry) in waiting where entry.gateway == gateway {
            waiting[job] = nil
            entry.continuation.resume()
        }
    }

    /// When to come back for a look: when the gateway usually has answered, else after as long as it has taken by now.
    private func comeback(_ gateway: Name, _ startedAt: Timestamp, _ now: Timestamp) -> Timestamp {
        if let usual = usual[gateway], startedAt + usual > now {
            return min(startedAt + usual * 1.1, now + .seconds(30))
        }
        return now + min(max(now - startedAt, patience), Self.longestWait)
    }

    /// Jobs that never came back: another worker has them, or they were taken out.
    private func forget(_ now: Timestamp) {
        guard pending.count >= 1000 else { return }
        pending = pending.filter { _, look in look.finished.map { now - $0.at <= .minutes(10) } ?? true }
    }
}
