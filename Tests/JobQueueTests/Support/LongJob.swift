import JobQueue

/// A worker in the midst of a long job, with other jobs in its hands that it has not started.
struct LongJob: Sendable {
    /// So many short jobs come first: they teach the worker to hold more than it runs.
    static let shortJobs = 60

    let worker: Worker
    /// All jobs, the long one after the short ones.
    let ids: [JobID]
    /// How the worker ends.
    let end: Task<StopReason, any Error>
    private let mayEnd: Gate

    /// Lets a worker run until it is in its long job.
    ///
    /// - Parameters:
    ///   - rest: How many jobs come after the long one.
    ///   - began: Is told the name of each job that is begun; the long one is called `long`.
    static func running(
        _ shop: Workshop, then rest: Int = 20, _ options: WorkerOptions = .with { _ in },
        began: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> LongJob {
        let names = (0..<shortJobs).map { "short \($0)" } + ["long"] + (0..<rest).map { "rest \($0)" }
        let ids = try await shop.queue.enqueue(contentsOf: names.map { TestJob(name: $0) }).map(\.id)
        let (isRunning, mayEnd) = (Gate(), Gate())
        let worker = try shop.worker(options) { job, _ in
            began(job.name)
            guard job.name == "long" else { return .done }
            isRunning.open()
            await mayEnd.wait()
            return .done
        }
        let end = Task { try await worker.run() }
        await isRunning.wait()
        await shop.waitForReports(shortJobs)
        return LongJob(worker: worker, ids: ids, end: end, mayEnd: mayEnd)
    }

    /// Lets the long job end.
    func finish() { mayEnd.open() }
}
