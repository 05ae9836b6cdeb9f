import Basics
import JobQueue
import WallTime

extension InMemoryQueue {
    /// All jobs of one state, newest first.
    func jobs(in state: JobRecord.State, now: Timestamp) -> [JobRecord] {
        let jobs: [JobRecord] =
            switch state {
            case .pending, .delayed, .running: live.values.map { $0.record(now: now) }.filter { $0.state == state }
            case .failed: failed.values.map(\.record)
            case .finished: Array(finished.values)
            }
        return jobs.sorted { $0.id > $1.id }
    }

    // MARK: Failed jobs

    private func ids(of selection: FailedJobSelection) -> [JobID] {
        let records = failed.values.map(\.record).sorted { $0.id < $1.id }
        return switch selection {
        case .ids(let ids): ids
        case .queue(let queue): records.filter { $0.queue.hasSameBytes(as: queue) }.map(\.id)
        case .batch(let batch): records.filter { $0.batch == batch }.map(\.id)
        case .all: records.map(\.id)
        }
    }

    mutating func retryFailed(_ selection: FailedJobSelection, now: Timestamp) -> RetryResult {
        var result = RetryResult()
        if case .batch(let batch) = selection { batches[batch]?.status.cancelledAt = nil }
        for id in ids(of: selection) {
            guard let old = failed[id]?.job else {
                result.unknown.append(id)
                continue
            }
            let key = old.job.uniqueKey
            let hasTwin = live.values.contains { twin in
                twin.id == id || key.map { twin.job.uniqueKey?.hasSameBytes(as: $0) ?? false } ?? false
            }
            guard !hasTwin else {
                result.blocked.append(id)
                continue
            }
            failed[id] = nil
            live[id] = LiveJob(id: id, job: old.job, createdAt: old.createdAt, availableAt: now, deadline: nil)
            if let batch = old.job.batch { batches[batch]?.reopen() }
            result.retried.append(id)
        }
        return result
    }

    mutating func forgetFailed(_ selection: FailedJobSelection, olderThan limit: Timestamp?) -> Int {
        var count = 0
        for id in ids(of: selection) {
            guard let endedAt = failed[id]?.record.endedAt, limit.map({ endedAt < $0 }) ?? true else { continue }
            failed[id] = nil
            attempts[id] = nil
            count += 1
        }
        return count
    }

    // MARK: Queues

    mutating func clear(_ queue: String, now: Timestamp) -> Int {
        let waiting = live.values.filter { $0.lease == nil && $0.job.queue.hasSameBytes(as: queue) }
        for job in waiting.sorted(by: { $0.id < $1.id }) {
            live[job.id] = nil
            if let batch = job.job.batch { batchJobEnded(batch, failed: true, now: now) }
        }
        return waiting.count
    }

    mutating func pruneHistory(before limit: Timestamp, now: Timestamp) -> Int {
        let before = rowCount
        finished = finished.filter { $0.value.keepUntil.map { $0 >= now } ?? true }
        for id in attempts.keys where live[id] == nil && failed[id] == nil {
            attempts[id]?.removeAll { $0.finishedAt < limit }
            if attempts[id] == [] { attempts[id] = nil }
        }
        minutes = minutes.filter { $0.key.minute >= limit }
        let kept = Set(failed.values.compactMap(\.record.batch))
        batches = batches.filter { id, batch in batch.status.finishedAt.map { $0 >= limit } ?? true || kept.contains(id)
        }
        locks = locks.filter { leased($0.value.job, token: $0.value.token) != nil }
        rates = rates.filter { $0.value.windowEndsAt >= limit }
        return before - rowCount
    }

    private var rowCount: Int {
        let minuteCount = Set(minutes.keys.map(\.minute)).count
        return finished.count + attempts.values.reduce(0) { $0 + $1.count } + minuteCount + batches.count + locks.count
            + rates.count
    }
}
