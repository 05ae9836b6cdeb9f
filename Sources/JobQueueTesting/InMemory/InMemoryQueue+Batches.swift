import JobQueue
import WallTime

extension InMemoryQueue {
    mutating func enqueue(_ batch: NewBatch, now: Timestamp) throws -> BatchID {
        try batch.validate()
        lastBatchID += 1
        let id = BatchID(lastBatchID)
        batches[id] = InMemoryBatch(
            status: Batch(id: id, name: batch.name, createdAt: now), then: batch.then, catch: batch.catch,
            finally: batch.finally)
        _ = try enqueue(batch.jobs.map { $0.belonging(to: id) }, now: now)
        if batches[id]?.status.pending == 0 { enqueueFollowUps(of: id, afterFailure: false, now: now) }
        return id
    }

    func checkBatches(of jobs: [NewJob]) throws {
        for id in Set(jobs.compactMap(\.batch)) {
            guard let batch = batches[id] else { throw Batch.unknown(id) }
            try batch.status.checkTakesJobs()
        }
    }

    mutating func batchJobEnded(_ id: BatchID, failed: Bool, now: Timestamp) {
        batches[id]?.status.pending -= 1
        if failed { batches[id]?.status.failed += 1 }
        enqueueFollowUps(of: id, afterFailure: failed, now: now)
    }

    private mutating func enqueueFollowUps(of id: BatchID, afterFailure: Bool, now: Timestamp) {
        for job in batches[id]?.takeFollowUps(afterFailure: afterFailure, now: now) ?? [] {
            do {
                _ = try enqueue([job], now: now)
            } catch {
                batches[id]?.status.error = "\(job.kind) was not enqueued: \(error)"
            }
        }
    }

    mutating func cancelBatch(_ id: BatchID, now: Timestamp) -> Batch? {
        guard let found = batches[id]?.status else { return nil }
        guard found.finishedAt == nil, found.cancelledAt == nil else { return found }
        batches[id]?.status.cancelledAt = now
        for job in live.values.sorted(by: LiveJob.isBefore) where job.job.batch == id {
            if (job.lease?.expiresAt ?? now) <= now {
                cancelWaiting(job, now: now)
            } else {
                live[job.id]?.cancelRequestedAt = job.cancelRequestedAt ?? now
            }
        }
        return batches[id]?.status
    }
}
