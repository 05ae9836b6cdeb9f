import JobQueue
import WallTime

extension JobStoreConformance {
    static let batchChecks: [Check] = [
        Check("a batch counts its jobs as they end, and what follows it comes when all are done") { bench in
            let id = try await bench.enqueueBatch(jobs: 2)
            try bench.expectEqual(try await bench.batch(id).total, 2, "All jobs of the batch")
            try bench.expectEqual(try await bench.batch(id).progress, 0, "The progress at the start")
            try await bench.settled(try await bench.claimOne())
            let half = try await bench.batch(id)
            try bench.expectEqual([half.pending, half.done, half.failed], [1, 1, 0], "The counters half way")
            try bench.expectEqual(half.state, .running, "The state half way")
            try bench.expectEqual(try await bench.followUps(), [], "What follows half way")
            bench.clock.advance(by: .seconds(1))
            try await bench.settled(try await bench.claimOne())
            let end = try await bench.batch(id)
            try bench.expectEqual(end.state, .done, "The state at the end")
            try bench.expectEqual(end.progress, 1, "The progress at the end")
            try bench.expectEqual(end.finishedAt, bench.now, "When it ended")
            try bench.expectEqual(try await bench.followUps(), ["Then", "Finally"], "What follows at the end")
        },
        Check("`catch` comes with the first job that fails for good, and `then` not at all") { bench in
            let id = try await bench.enqueueBatch(jobs: 3)
            let jobs = try await bench.claim()
            try await bench.settled(jobs[0], .retry(after: .hours(1), .failed, StoreBench.failure))
            try bench.expectEqual(try await bench.followUps(), [], "What follows a retry")
            try await bench.settled(jobs[1], .fail(.attempts, StoreBench.failure))
            try bench.expectEqual(try await bench.followUps(), ["Catch"], "What follows the first failure")
            try await bench.settled(jobs[2], .fail(.discarded, StoreBench.failure))
            bench.clock.advance(by: .hours(1))
            try await bench.settled(try await bench.claimOne())
            let end = try await bench.batch(id)
            try bench.expectEqual(end.state, .failed, "The state at the end")
            try bench.expectEqual([end.pending, end.done, end.failed], [0, 1, 2], "The counters at the end")
            try bench.expectEqual(try await bench.followUps(), ["Finally"], "What follows at the end")
        },
        Check("a batch without jobs ends at once") { bench in
            let id = try await bench.enqueueBatch(jobs: 0)
            try bench.expectEqual(try await bench.batch(id).state, .done, "Its state")
            try bench.expectEqual(try await bench.followUps(), ["Then", "Finally"], "What follows")
        },
        Check("a batch is enqueued as a whole or not at all") { bench in
            var batch = bench.batchOf(2)
            batch.jobs.append(NewJob(kind: ""))
            try await bench.expectRefusal(.invalidJob, of: "A batch with a job that has no kind") {
                _ = try await bench.store.enqueue(batch, durability: .durable)
            }
            try bench.expectEqual(try await bench.depth().size, 0, "Jobs of a refused batch")
            try await bench.expectRefusal(.invalidJob, of: "A batch without a name") {
                _ = try await bench.store.enqueue(NewBatch(""), durability: .durable)
            }
        },
        Check("a batch waits for the last step of its chains, and not for those that never come") { bench in
            let chains = [
                bench.job("A", chain: [bench.job("A1"), bench.job("A2")]), bench.job("B", chain: [bench.job("B1")]),
            ]
            let id = try await bench.enqueueBatch(chains)
            while let job = try await bench.claim(1).first {
                try bench.expectEqual(job.batch, id, "The batch of \(job.kind)")
                try bench.expectEqual(
                    try await bench.batch(id).state, .running, "The state before \(job.kind) has ended")
                try await bench.settled(
                    job, job.kind == "B" ? .fail(.attempts, StoreBench.failure) : .done(keepFor: nil))
            }
            let end = try await bench.batch(id)
            try bench.expectEqual([end.total, end.done, end.failed], [4, 3, 1], "The counters at the end")
            try bench.expectEqual(try await bench.followUps(), ["Catch", "Finally"], "What follows")
        },
        Check("jobs that are added to a batch are waited for; a batch that has ended takes none") { bench in
            let id = try await bench.enqueueBatch(jobs: 1)
            try await bench.enqueue(bench.job().belonging(to: id))
            for _ in 0..<2 { try await bench.settled(try await bench.claimOne()) }
            try bench.expectEqual(try await bench.batch(id).total, 2, "All jobs of the batch")
            try bench.expectEqual(try await bench.followUps(), ["Then", "Finally"], "What follows")
            for wrong in [id, BatchID(4711)] {
                try await bench.expectRefusal(.invalidJob, of: "A job for a batch that takes none") {
                    try await bench.enqueue(bench.job(), bench.job().belonging(to: wrong))
                }
            }
            try bench.expectEqual(try await bench.depth().size, 0, "Jobs enqueued together with a refused one")
        },
        Check("a job adds others to its batch as it is settled, and the batch does not end in between") { bench in
            let id = try await bench.enqueueBatch(jobs: 1)
            let more = bench.job("More").belonging(to: id)
            try await bench.settled(try await bench.claimOne(), effects: [{ _ = try $0.enqueue([more]) }])
            try bench.expectEqual(try await bench.batch(id).state, .running, "The state after the first job")
            try await bench.settled(try await bench.claimOne())
            try bench.expectEqual(try await bench.followUps(), ["Then", "Finally"], "What follows")
        },
        Check("a batch that is enqueued by an effect commits with the settlement") { bench in
            try await bench.enqueueOne()
            let batch = bench.batchOf(1)
            let job = try await bench.claimOne()
            let result = try await bench.settle(
                job, effects: [{ _ = try $0.enqueue(batch) }, { _ in throw CheckError() }])
            try bench.expect(result != .settled, "A settlement whose effect throws took effect.")
            try bench.expectEqual(try await bench.claim(worker: "two").count, 0, "Jobs of the batch that was undone")
            try await bench.settled(job, effects: [{ _ = try $0.enqueue(batch) }])
            try await bench.settled(try await bench.claimOne())
            try bench.expectEqual(try await bench.followUps(), ["Then", "Finally"], "What follows")
        },
        Check("a job whose workers died too often counts as failed in its batch") { bench in
            let id = try await bench.enqueueBatch(jobs: 1)
            _ = try await bench.claim(1, lease: .seconds(1), maxCrashes: 1)
            bench.clock.advance(by: .seconds(2))
            _ = try await bench.claim(1, maxCrashes: 1)
            try bench.expectEqual(try await bench.batch(id).state, .failed, "Its state")
            try bench.expectEqual(try await bench.followUps(), ["Catch", "Finally"], "What follows")
        },
        Check("a job whose unique key is taken does not count in its batch") { bench in
            try await bench.enqueueOne(bench.job("Twin", queue: "other", unique: "key"))
            let id = try await bench.enqueueBatch([bench.job(unique: "key"), bench.job()])
            try bench.expectEqual(try await bench.batch(id).total, 1, "All jobs of the batch")
            try await bench.settled(try await bench.claimOne())
            try bench.expectEqual(try await bench.batch(id).state, .done, "Its state")
        },
        Check("a batch that is cancelled fails its waiting jobs, ends its running ones, and only `finally` comes") {
            bench in
            let id = try await bench.enqueueBatch([bench.job("A", chain: [bench.job("A1")]), bench.job(), bench.job()])
            let running = try await bench.claimOne()
            let cancelled = try bench.require(try await bench.store.cancelBatch(id), "The batch is not known")
            try bench.expectEqual(cancelled.state, .cancelled, "Its state")
            try bench.expectEqual([cancelled.pending, cancelled.failed], [1, 2], "Its counters")
            let reasons = try await bench.failedJobs().map(\.reason)
            try bench.expectEqual(reasons, ["cancelled", "cancelled"], "Why the waiting jobs failed")
            try await bench.expectRefusal(.invalidJob, of: "A job for a cancelled batch") {
                try await bench.enqueue(bench.job().belonging(to: id))
            }
            try await bench.settled(running)
            try bench.expectEqual(try await bench.depth().size, 0, "Jobs left, the rest of the chain among them")
            try bench.expectEqual(try await bench.batch(id).finishedAt, bench.now, "When it ended")
            try bench.expectEqual(try await bench.followUps(), ["Finally"], "What follows")
            try bench.expectEqual(try await bench.store.cancelBatch(BatchID(4711)), nil, "The batch that is not there")
        },
        Check("a batch that is cancelled ends although workers have died with jobs of it") { bench in
            let id = try await bench.enqueueBatch([bench.job(), bench.job()])
            _ = try await bench.claimOne(worker: "dead")
            bench.clock.advance(by: .days(1))
            let cancelled = try bench.require(try await bench.store.cancelBatch(id), "The batch is not known")
            try bench.expectEqual([cancelled.pending, cancelled.failed], [0, 2], "Its counters")
            try bench.expectEqual(try await bench.depth().size, 0, "Jobs left")
        },
    ]
}

extension StoreBench {
    /// A batch of so many jobs, with all three jobs that can follow it on the queue `after`.
    fileprivate func batchOf(_ count: Int) -> NewBatch {
        batchOf((0..<count).map { _ in job() })
    }

    private func batchOf(_ jobs: [NewJob]) -> NewBatch {
        NewBatch(
            "A batch", jobs, then: job("Then", queue: "after"), catch: job("Catch", queue: "after"),
            finally: job("Finally", queue: "after"))
    }

    fileprivate func enqueueBatch(jobs count: Int) async throws -> BatchID {
        try await store.enqueue(batchOf(count), durability: .durable)
    }

    fileprivate func enqueueBatch(_ jobs: [NewJob]) async throws -> BatchID {
        try await store.enqueue(batchOf(jobs), durability: .durable)
    }

    fileprivate func batch(_ id: BatchID) async throws -> Batch {
        try require(try await store.batch(id), "The batch \(id) is not known")
    }

    /// The kinds of the jobs that have followed since the last look; they are taken out of the queue.
    fileprivate func followUps() async throws -> [String] {
        let jobs = try await claim(queues: ["after"], worker: "after")
        for job in jobs { try await settled(job, worker: "after") }
        return jobs.map(\.kind)
    }
}
