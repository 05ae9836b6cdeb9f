public import Basics
public import JobQueue
public import WallTime

extension InMemoryJobStore: JobAdministration {
    // MARK: Jobs

    /// Jobs of one state, newest first, without payloads and chains.
    public func jobs(matching filter: JobFilter, limit: Int) async throws -> JobPage {
        transact { state, now in
            let all = state.queue.jobs(in: filter.state, now: now).filter { filter.takesQueue($0) }
            let matching = all.filter { filter.takesKind($0) }
            let page = matching.filter { job in filter.before.map { job.id < $0 } ?? true }.prefix(max(limit, 1))
            return JobPage(
                jobs: page.map(\.inList), total: min(matching.count, JobPage.countCap),
                isCapped: matching.count > JobPage.countCap,
                kinds: Dictionary(all.prefix(JobPage.countCap).map { (Name($0.kind), 1) }, uniquingKeysWith: +))
        }
    }

    /// The ids of the jobs that match, newest first.
    public func ids(matching filter: JobFilter, limit: Int) async throws -> [JobID] {
        transact { state, now in
            let matching = state.queue.jobs(in: filter.state, now: now).filter {
                filter.takesQueue($0) && filter.takesKind($0)
            }
            return matching.prefix(max(limit, 1)).map(\.id)
        }
    }

    /// One job with its payload, wherever it stands.
    public func job(_ id: JobID) async throws -> JobRecord? {
        transact { state, now in
            state.queue.live[id]?.record(now: now) ?? state.queue.failed[id]?.record ?? state.queue.finished[id]
        }
    }

    /// The attempts of a job that did not end well, oldest first.
    public func attempts(of job: JobID) async throws -> [AttemptRecord] {
        transact { state, _ in Array((state.queue.attempts[job] ?? []).prefix(200)) }
    }

    /// The live jobs that have these unique keys, by key.
    public func jobs(withKeys keys: [String]) async throws -> [Name: JobRecord] {
        transact { state, now in
            let asked = Set(keys.map { Name($0) })
            let holders = state.queue.live.values.compactMap { job in job.job.uniqueKey.map { (Name($0), job) } }
            return Dictionary(holders.filter { asked.contains($0.0) }.map { ($0, $1.record(now: now).inList) }) {
                one, _ in one
            }
        }
    }

    /// The jobs that workers hold, by worker.
    public func heldJobs() async throws -> [Name: [JobRecord]] {
        transact { state, now in
            let held = state.queue.jobs(in: .running, now: now).reversed().prefix(2000)
            return Dictionary(grouping: held.map(\.inList)) { Name($0.worker ?? "") }
        }
    }

    /// Cancels a job: at once where it waits, else through its worker.
    @discardableResult
    public func cancel(_ id: JobID) async throws -> Cancellation {
        transact { state, now in
            guard let live = state.queue.live[id] else { return .unknown }
            guard let lease = live.lease, lease.expiresAt > now else {
                state.queue.cancelWaiting(live, now: now)
                return .cancelled
            }
            state.queue.live[id]?.cancelRequestedAt = now
            return .requested(worker: lease.worker)
        }
    }

    // MARK: Failed jobs

    /// The jobs that failed for good, newest first.
    public func failedJobs(
        queue: String?, batch: BatchID?, limit: Int, before: JobRecord?
    ) async throws -> [JobRecord] {
        transact { state, _ in
            let failed = state.queue.failed.values.map(\.record).filter { job in
                (queue.map { job.queue.hasSameBytes(as: $0) } ?? true) && (batch.map { job.batch == $0 } ?? true)
                    && (before.map { job.failureOrder < $0.failureOrder } ?? true)
            }
            return Array(failed.sorted { $0.failureOrder > $1.failureOrder }.prefix(max(limit, 1)))
        }
    }

    /// How many jobs failed for good, by queue.
    public func failedCounts() async throws -> [Name: Int] {
        transact { state, _ in
            Dictionary(state.queue.failed.values.map { (Name($0.record.queue), 1) }, uniquingKeysWith: +)
        }
    }

    /// Puts failed jobs back into their queues.
    public func retryFailed(_ selection: FailedJobSelection) async throws -> RetryResult {
        transact(hasWork: true) { state, now in state.queue.retryFailed(selection, now: now) }
    }

    /// Deletes failed jobs with the record of their attempts.
    @discardableResult
    public func forgetFailed(_ selection: FailedJobSelection, olderThan limit: Timestamp?) async throws -> Int {
        transact { state, _ in state.queue.forgetFailed(selection, olderThan: limit) }
    }

    // MARK: Queues

    /// How many jobs each queue holds.
    public func depths(of queues: [String]?) async throws -> [QueueDepth] {
        transact { state, now in
            var depths: [Name: QueueDepth] = [:]
            for job in state.queue.live.values {
                depths[Name(job.job.queue), default: QueueDepth(queue: job.job.queue)].add(job, now: now)
            }
            let paused = Set(state.pauses.keys)
            for queue in paused where queue != QueuePause.all && depths[queue] == nil {
                depths[queue] = QueueDepth(queue: queue.text)
            }
            return (queues ?? depths.keys.sorted().map(\.text)).map { queue in
                var depth = depths[Name(queue)] ?? QueueDepth(queue: queue)
                depth.isPaused = QueuePause.holds(queue, among: paused)
                return depth
            }
        }
    }

    /// The names of all queues that anything is known of.
    public func queueNames() async throws -> Set<Name> {
        transact { state, _ in
            var names = Set(state.queue.live.values.map { Name($0.job.queue) })
            names.formUnion(state.queue.failed.values.map { Name($0.record.queue) })
            names.formUnion(state.queue.minutes.keys.map(\.queue))
            names.formUnion(state.pauses.keys.filter { $0 != QueuePause.all })
            names.formUnion(state.attending.values.flatMap { $0.worker.queues.map { Name($0) } })
            return names
        }
    }

    /// The kinds of jobs that failed or went through the queues.
    public func kindNames() async throws -> Set<Name> {
        transact { state, _ in
            Set(state.queue.failed.values.map { Name($0.record.kind) }).union(state.queue.minutes.keys.map(\.kind))
        }
    }

    /// Whether a live job of that kind waits, among the first thousand that wait.
    public func hasJobs(ofKind kind: String) async throws -> Bool {
        transact { state, _ in
            state.queue.live.values.filter { $0.lease == nil }.sorted { $0.id < $1.id }.prefix(1000)
                .contains { $0.job.kind.hasSameBytes(as: kind) }
        }
    }

    /// Keeps workers from taking jobs of a queue; `*` means all.
    @discardableResult
    public func pause(queue: String) async throws -> Bool {
        transact { state, now in
            guard state.pauses[Name(queue)] == nil else { return false }
            state.pauses[Name(queue)] = now
            return true
        }
    }

    /// Takes back a pause; `*` takes back all.
    @discardableResult
    public func resume(queue: String) async throws -> Bool {
        transact(hasWork: true) { state, _ in
            guard Name(queue) == QueuePause.all else { return state.pauses.removeValue(forKey: Name(queue)) != nil }
            defer { state.pauses = [:] }
            return !state.pauses.isEmpty
        }
    }

    /// Since when queues are paused, by name.
    public func pauses() async throws -> [Name: Timestamp] {
        transact { state, _ in state.pauses }
    }

    /// Deletes the jobs of a queue that no worker holds.
    @discardableResult
    public func clear(queue: String) async throws -> Int {
        transact { state, now in state.queue.clear(queue, now: now) }
    }

    /// What went through the queues since then.
    public func minutes(since start: Timestamp, queue: String?) async throws -> [QueueMinute] {
        transact { state, _ in
            let found = state.queue.minutes.filter { key, _ in
                key.minute >= start && (queue.map { key.queue == Name($0) } ?? true)
            }
            return found.sorted {
                ($0.key.minute, $0.key.queue, $0.key.kind) < ($1.key.minute, $1.key.queue, $1.key.kind)
            }
            .map(\.value)
        }
    }

    // MARK: Workers

    /// The workers that attend, longest running first.
    public func workers() async throws -> [WorkerRecord] {
        transact { state, _ in
            let held = Dictionary(
                state.queue.live.values.compactMap { job in job.lease.map { (Name($0.worker), 1) } },
                uniquingKeysWith: +)
            return state.attending.map { id, entry in
                WorkerRecord(
                    id: entry.worker.id, name: entry.worker.name, host: entry.worker.host,
                    processID: Int(entry.worker.processID), queues: entry.worker.queues,
                    concurrency: entry.worker.concurrency, state: entry.state.rawValue, startedAt: entry.startedAt,
                    seenAt: entry.renewedAt, lease: entry.worker.lease, done: entry.done, failed: entry.failed,
                    held: held[id] ?? 0)
            }.sorted { ($0.startedAt, Name($0.id)) < ($1.startedAt, Name($1.id)) }
        }
    }

    /// Asks all workers to end and be started anew.
    public func restartWorkers() async throws {
        transact { state, now in state.restartRequestedAt = now }
    }

    // MARK: Batches

    /// The batches, newest first.
    public func batches(limit: Int, before: BatchID?) async throws -> [Batch] {
        transact { state, _ in
            let found = state.queue.batches.values.map(\.status).filter { batch in before.map { batch.id < $0 } ?? true
            }
            return Array(found.sorted { $0.id > $1.id }.prefix(max(limit, 1)))
        }
    }

    /// The live jobs of a batch, counted by queue and kind.
    public func liveJobs(of batch: BatchID) async throws -> [BatchPart] {
        transact { state, _ in
            struct Key: Hashable {
                let queue: Name
                let kind: Name
            }
            let jobs = state.queue.live.values.filter { $0.job.batch == batch }
            let parts = Dictionary(grouping: jobs) { Key(queue: Name($0.job.queue), kind: Name($0.job.kind)) }
            return parts.sorted { ($0.key.queue, $0.key.kind) < ($1.key.queue, $1.key.kind) }.map { key, jobs in
                BatchPart(
                    queue: key.queue.text, kind: key.kind.text, waiting: jobs.count { $0.lease == nil },
                    running: jobs.count { $0.lease != nil })
            }
        }
    }

    // MARK: History

    /// Deletes what nobody needs any more.
    @discardableResult
    public func pruneHistory(before limit: Timestamp) async throws -> Int {
        transact { state, now in state.queue.pruneHistory(before: limit, now: now) }
    }
}

extension JobFilter {
    fileprivate func takesQueue(_ job: JobRecord) -> Bool {
        queues?.contains(Name(job.queue)) ?? true
    }

    fileprivate func takesKind(_ job: JobRecord) -> Bool {
        guard kinds?.contains(Name(job.kind)) ?? true else { return false }
        guard let search else { return true }
        let texts = [job.kind, job.uniqueKey, job.state == .failed ? job.errorMessage : nil]
        let word = search.lowercased()
        return "\(job.id)" == search || texts.contains { $0?.lowercased().contains(word) ?? false }
    }
}

extension JobRecord {
    /// The job as a list shows it.
    fileprivate var inList: JobRecord {
        var job = self
        (job.payload, job.chain) = ("", nil)
        return job
    }

    fileprivate var failureOrder: (Timestamp, JobID) { (endedAt ?? .distantPast, id) }
}

extension QueueDepth {
    fileprivate mutating func add(_ job: LiveJob, now: Timestamp) {
        if let lease = job.lease {
            reserved += 1
            guard lease.expiresAt <= now else { return }
            abandoned += 1
            oldestAbandoned = min(oldestAbandoned ?? lease.expiresAt, lease.expiresAt)
        } else if job.availableAt > now {
            delayed += 1
        } else {
            pending += 1
            oldestPending = min(oldestPending ?? job.availableAt, job.availableAt)
        }
    }
}
