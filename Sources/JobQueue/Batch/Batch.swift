import Basics
public import WallTime

/// How far a batch has got.
public struct Batch: Sendable, Equatable {
    /// Where a batch stands.
    public enum State: String, Sendable, Codable {
        /// Some of its jobs have not ended.
        case running
        /// All its jobs are done.
        case done
        /// All its jobs have ended, some of them failed for good.
        case failed
        /// Somebody cancelled it.
        case cancelled
    }

    /// The batch's id.
    public var id: BatchID
    /// What people call it.
    public var name: String
    /// All jobs that belong to it, those that were added later and the steps of chains too, once they are enqueued.
    public var total: Int
    /// Jobs that have not ended.
    public var pending: Int
    /// Jobs that failed for good.
    public var failed: Int
    /// When it was enqueued.
    public var createdAt: Timestamp
    /// When its last job ended.
    public var finishedAt: Timestamp?
    /// When it was cancelled.
    public var cancelledAt: Timestamp?
    /// Why a job that was to follow could not be enqueued.
    public var error: String?

    /// Jobs that are done.
    public var done: Int { max(0, total.subtractingSaturating(pending).subtractingSaturating(failed)) }

    /// The share of its jobs that have ended, 0–1; 1 for a batch without jobs.
    public var progress: Double {
        total <= 0 ? 1 : min(max((Double(total) - Double(pending)) / Double(total), 0), 1)
    }

    /// Where it stands.
    public var state: State {
        if cancelledAt != nil { return .cancelled }
        if finishedAt == nil { return .running }
        return failed == 0 ? .done : .failed
    }

    /// Makes the state of a batch of its parts; a store does.
    public init(
        id: BatchID, name: String, total: Int = 0, pending: Int = 0, failed: Int = 0, createdAt: Timestamp,
        finishedAt: Timestamp? = nil, cancelledAt: Timestamp? = nil, error: String? = nil
    ) {
        self.id = id
        self.name = name
        self.total = total
        self.pending = pending
        self.failed = failed
        self.createdAt = createdAt
        self.finishedAt = finishedAt
        self.cancelledAt = cancelledAt
        self.error = error
    }

    /// Refuses jobs that would come too late: what follows the batch may have been enqueued.
    ///
    /// - Throws: `JobStoreError.invalidJob` where the batch has ended or was cancelled.
    package func checkTakesJobs() throws {
        guard cancelledAt == nil else {
            throw JobStoreError(.invalidJob, "The batch \(id) (\(name)) was cancelled and takes no more jobs.")
        }
        guard finishedAt == nil else {
            throw JobStoreError(
                .invalidJob,
                "The batch \(id) (\(name)) has ended and takes no more jobs. Add jobs from within one of its jobs, or make a new batch."
            )
        }
    }

    /// The error for an id that no batch has.
    package static func unknown(_ id: BatchID) -> JobStoreError {
        JobStoreError(.invalidJob, "No batch has the id \(id); enqueue a NewBatch first, and take its id.")
    }
}
