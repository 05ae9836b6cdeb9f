public import Basics
public import WallTime

/// What an operator can ask of a store and do in it, beyond what programs and workers do (`JobStore`).
///
/// What is asked is as it stood at one moment. What concerns many jobs may be done in several transactions, so that others do not wait for
/// it; whoever is killed in between can say it again. The rules are written down as checks that any store can run: `JobStoreConformance`
/// in `JobQueueTesting`.
public protocol JobAdministration: JobStore {
    // MARK: Jobs

    /// Jobs of one state, newest first, without payloads and chains.
    ///
    /// - Parameter limit: At most so many, from 1.
    func jobs(matching filter: JobFilter, limit: Int) async throws -> JobPage

    /// The ids of the jobs that match, newest first.
    func ids(matching filter: JobFilter, limit: Int) async throws -> [JobID]

    /// One job with its payload, wherever it stands; `nil`: it is done and was not kept, or there never was one.
    func job(_ id: JobID) async throws -> JobRecord?

    /// The attempts of a job that did not end well, oldest first, two hundred at most.
    func attempts(of job: JobID) async throws -> [AttemptRecord]

    /// The jobs that workers hold, by the worker's id, oldest first, without payloads and chains; two thousand at most.
    func heldJobs() async throws -> [Name: [JobRecord]]

    /// The live jobs that have these unique keys, by key, without payloads and chains.
    func jobs(withKeys keys: [String]) async throws -> [Name: JobRecord]

    /// Cancels a live job. One that waits, or whose lease has ended, fails with the reason `cancelled`; one that a worker holds is cancelled
    /// by it, or when its lease ends.
    @discardableResult
    func cancel(_ id: JobID) async throws -> Cancellation

    // MARK: Failed jobs

    /// The jobs that failed for good, newest first.
    ///
    /// - Parameters:
    ///   - queue: Only of that queue; `nil`: of all.
    ///   - batch: Only of that batch; `nil`: of all.
    ///   - limit: At most so many, from 1.
    ///   - before: Only those after that one in this order, to page on: the last job of the page before, even if it is gone.
    func failedJobs(queue: String?, batch: BatchID?, limit: Int, before: JobRecord?) async throws -> [JobRecord]

    /// How many jobs failed for good, by queue.
    func failedCounts() async throws -> [Name: Int]

    /// Puts failed jobs back into their queues, due at once, with their old ids and their attempts forgotten. A batch counts them again, and
    /// one that had ended has not.
    func retryFailed(_ selection: FailedJobSelection) async throws -> RetryResult

    /// Deletes failed jobs with the record of their attempts.
    ///
    /// - Parameter limit: Only those that failed before that; `nil`: all of them.
    /// - Returns: How many there were.
    @discardableResult
    func forgetFailed(_ selection: FailedJobSelection, olderThan limit: Timestamp?) async throws -> Int

    // MARK: Queues

    /// How many jobs each queue holds.
    ///
    /// - Parameter queues: The queues asked for, in this order, also those without jobs; `nil`: all that have jobs or are paused, by name.
    func depths(of queues: [String]?) async throws -> [QueueDepth]

    /// The names of queues that hold jobs, are paused, are served, or had jobs as long as the counters go back.
    func queueNames() async throws -> Set<Name>

    /// The kinds of jobs that failed, or went through the queues as long as the counters go back.
    func kindNames() async throws -> Set<Name>

    /// Whether a live job of that kind waits, among the first thousand that wait.
    func hasJobs(ofKind kind: String) async throws -> Bool

    /// Keeps workers from taking jobs of a queue (`*`: of all queues) until it is resumed. Returns whether that is new.
    @discardableResult
    func pause(queue: String) async throws -> Bool

    /// Takes back a pause (`*`: every one). Returns whether there was one.
    @discardableResult
    func resume(queue: String) async throws -> Bool

    /// Since when queues are paused, by name; `*` means all of them.
    func pauses() async throws -> [Name: Timestamp]

    /// Deletes the jobs of a queue that no worker holds; a batch counts them as failed. Jobs that are enqueued meanwhile stay.
    ///
    /// - Returns: How many there were.
    @discardableResult
    func clear(queue: String) async throws -> Int

    /// What went through the queues since then, oldest minute first, then by queue and kind.
    ///
    /// - Parameter queue: Only that one; `nil`: all.
    func minutes(since start: Timestamp, queue: String?) async throws -> [QueueMinute]

    // MARK: Workers

    /// The workers that run, or that died without deregistering, longest running first.
    func workers() async throws -> [WorkerRecord]

    /// Asks all workers to finish what they have and end, so that their supervisor starts them anew.
    func restartWorkers() async throws

    // MARK: Batches

    /// The batches, newest first.
    ///
    /// - Parameters:
    ///   - limit: At most so many, from 1.
    ///   - before: Only with ids below that one, to page on.
    func batches(limit: Int, before: BatchID?) async throws -> [Batch]

    /// The live jobs of a batch, counted by queue and kind, in the order of these.
    func liveJobs(of batch: BatchID) async throws -> [BatchPart]

    // MARK: History

    /// Deletes what nobody needs any more: finished jobs past their time, attempts of jobs that are gone, counters, batches that ended and
    /// workers that were last seen before that. Failed jobs stay, and so do their batches.
    ///
    /// - Returns: How many rows went.
    @discardableResult
    func pruneHistory(before limit: Timestamp) async throws -> Int
}

// What is usually left out.
extension JobAdministration {
    /// The newest jobs that failed for good.
    public func failedJobs(
        queue: String? = nil, batch: BatchID? = nil, limit: Int = 50
    ) async throws -> [JobRecord] {
        try await failedJobs(queue: queue, batch: batch, limit: limit, before: nil)
    }

    /// Deletes failed jobs of whatever age. Returns how many there were.
    @discardableResult
    public func forgetFailed(_ selection: FailedJobSelection) async throws -> Int {
        try await forgetFailed(selection, olderThan: nil)
    }

    /// How many jobs each queue holds that has jobs or is paused, by name.
    public func depths() async throws -> [QueueDepth] {
        try await depths(of: nil)
    }

    /// How many jobs a queue holds; one that nobody used is empty.
    public func depth(of queue: String) async throws -> QueueDepth {
        try await depths(of: [queue]).first ?? QueueDepth(queue: queue)
    }

    /// What went through all queues since then, oldest minute first.
    public func minutes(since start: Timestamp) async throws -> [QueueMinute] {
        try await minutes(since: start, queue: nil)
    }

    /// The newest batches.
    public func batches(limit: Int = 50) async throws -> [Batch] {
        try await batches(limit: limit, before: nil)
    }
}
