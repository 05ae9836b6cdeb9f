public import Metrics
import Synchronization
import WallTime

/// Counts and times attempts with swift-metrics, for whatever backend the program has chosen.
///
/// ```swift
/// let metrics = JobMetrics()
/// let worker = Worker(store: store, registry: registry, options: options, logger: logger, onFinish: metrics.record)
/// ```
///
/// | metric | kind | dimensions |
/// |---|---|---|
/// | `jobs_attempts` | counter | `queue`, `kind`, `result` (a raw value of `JobReport.Result`) |
/// | `jobs_run_time` | timer | `queue`, `kind` |
/// | `jobs_wait_time` | timer, from being due to being started | `queue`, `kind` |
public struct JobMetrics: Sendable {
    private struct Series: Hashable {
        let queue: String
        let kind: String
        let result: JobReport.Result
    }

    private struct Instruments: Sendable {
        let attempts: Counter
        let runTime: Timer
        let waitTime: Timer
    }

    /// The instruments in use: a backend may make or look them up slowly.
    private final class Cache: Sendable {
        let instruments = Mutex<[Series: Instruments]>([:])
    }

    private let factory: (any MetricsFactory)?
    private let cache = Cache()

    /// Makes metrics over a factory; `nil`: the one that the program bootstrapped swift-metrics with.
    public init(factory: (any MetricsFactory)? = nil) {
        self.factory = factory
    }

    /// Records an attempt that was settled.
    public func record(_ report: JobReport) {
        let series = Series(queue: report.job.queue, kind: report.job.kind, result: report.result)
        let instruments = cache.instruments.withLock { known in
            if let instruments = known[series] { return instruments }
            let instruments = make(series)
            known[series] = instruments
            return instruments
        }
        instruments.attempts.increment()
        instruments.runTime.recordNanoseconds(report.duration.wholeMilliseconds * 1_000_000)
        if let waited = report.waited {
            instruments.waitTime.recordNanoseconds(waited.wholeMilliseconds * 1_000_000)
        }
    }

    private func make(_ series: Series) -> Instruments {
        let factory = factory ?? MetricsSystem.factory
        let dimensions = [("queue", series.queue), ("kind", series.kind)]
        return Instruments(
            attempts: Counter(
                label: "jobs_attempts", dimensions: dimensions + [("result", series.result.rawValue)], factory: factory),
            runTime: Timer(label: "jobs_run_time", dimensions: dimensions, factory: factory),
            waitTime: Timer(label: "jobs_wait_time", dimensions: dimensions, factory: factory))
    }
}
