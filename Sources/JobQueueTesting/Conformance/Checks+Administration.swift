import Basics
import FoundationEssentials
import JobQueue
import WallTime

extension JobStoreConformance {
    static let jobListChecks: [Check] = [
        Check("jobs are listed by where they stand, newest first, without payloads and chains") { bench in
            let ids = try await bench.enqueue(
                bench.job("A"), bench.job("B", in: .seconds(60)), bench.job("C", queue: "other"), bench.job("D"),
                bench.job("E", chain: [bench.job("F")]))
            let claimed = try await bench.claim(1, kinds: ["D"])
            try bench.expectEqual(claimed.map(\.id), [ids[3]], "The claimed jobs")
            func listed(_ state: JobRecord.State) async throws -> [JobID] {
                let page = try await bench.store.jobs(matching: JobFilter(state: state), limit: 10)
                try bench.expectEqual(page.total, page.jobs.count, "How many there are")
                try bench.expect(!page.isCapped, "The count is said to be capped.")
                try bench.expectEqual(Set(page.jobs.map(\.state)), page.jobs.isEmpty ? [] : [state], "Their states")
                try bench.expect(
                    page.jobs.allSatisfy { $0.payload.isEmpty && $0.chain == nil }, "A list has payloads or chains.")
                return page.jobs.map(\.id)
            }
            try bench.expectEqual(try await listed(.pending), [ids[4], ids[2], ids[0]], "Jobs that wait")
            try bench.expectEqual(try await listed(.delayed), [ids[1]], "Jobs that are not due")
            try bench.expectEqual(try await listed(.running), [ids[3]], "Jobs that a worker holds")
            try bench.expectEqual(try await listed(.failed), [], "Failed jobs")
            try await bench.settled(claimed[0], .done(keepFor: .hours(1)))
            try bench.expectEqual(try await listed(.finished), [ids[3]], "Finished jobs")
        },
        Check("a list takes queues, kinds and words, counts by kind, and goes on from page to page") { bench in
            let ids = try await bench.enqueue(
                bench.job("Mail"), bench.job("Mail", unique: "Budi-7"), bench.job("Call", queue: "other"),
                bench.job("Call"))
            func page(_ change: (inout JobFilter) -> Void, limit: Int = 10) async throws -> JobPage {
                var filter = JobFilter(state: .pending)
                change(&filter)
                let page = try await bench.store.jobs(matching: filter, limit: limit)
                if filter.before == nil {
                    try bench.expectEqual(
                        try await bench.store.ids(matching: filter, limit: limit), page.jobs.map(\.id), "The ids alone")
                }
                return page
            }
            let ofQueue = try await page { $0.queues = ["other", "third"] }
            try bench.expectEqual(ofQueue.jobs.map(\.id), [ids[2]], "Jobs of a queue")
            try bench.expectEqual(ofQueue.kinds, ["Call": 1], "The kinds of a queue")
            let ofKind = try await page { $0.kinds = ["Mail"] }
            try bench.expectEqual(ofKind.jobs.map(\.id), [ids[1], ids[0]], "Jobs of a kind")
            try bench.expectEqual(ofKind.kinds, ["Mail": 2, "Call": 2], "The kinds beside the one asked for")
            try bench.expectEqual(
                try await page { $0.search = "aLL" }.jobs.map(\.id), [ids[3], ids[2]], "A part of the kind")
            try bench.expectEqual(try await page { $0.search = "budi" }.jobs.map(\.id), [ids[1]], "A part of the key")
            try bench.expectEqual(try await page { $0.search = "\(ids[2])" }.jobs.map(\.id), [ids[2]], "An id")
            let first = try await page({ _ in }, limit: 3)
            try bench.expectEqual(first.jobs.map(\.id), [ids[3], ids[2], ids[1]], "The first page")
            try bench.expectEqual(first.total, 4, "Jobs on all pages")
            try bench.expectEqual(
                try await page({ $0.before = ids[1] }, limit: 3).jobs.map(\.id), [ids[0]], "The second page")
        },
        Check("one job is shown with all it was enqueued with") { bench in
            let at = bench.now
            let new = NewJob(
                queue: "mail", kind: "Send", payload: Data(#"{"to":7}"#.utf8), payloadVersion: 3, priority: -2,
                availableAt: at + .seconds(5), deadline: at + .minutes(9), uniqueKey: "k", maxAttempts: 4,
                trace: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", chain: [NewJob(kind: "Next")])
            let id = try await bench.enqueueOne(new)
            var shown = try bench.require(try await bench.store.job(id), "The job is not there")
            let chain = try bench.require(shown.chain, "The chain is not there")
            try bench.expectEqual(
                try JSONDecoder().decode([NewJob].self, from: Data(chain.utf8)), [NewJob(kind: "Next")], "The chain")
            shown.chain = nil
            let expected = JobRecord(
                id: id, state: .delayed, queue: "mail", kind: "Send", payload: #"{"to":7}"#, payloadVersion: 3,
                priority: -2, maxAttempts: 4, createdAt: at, availableAt: at + .seconds(5), deadline: at + .minutes(9),
                uniqueKey: "k", trace: new.trace)
            try bench.expectEqual(shown, expected, "The job")
            try bench.expectEqual(try await bench.store.job(JobID(id.rawValue + 1)), nil, "A job that never was")
        },
        Check("live jobs are found by their unique keys") { bench in
            let ids = try await bench.enqueue(
                bench.job("Held", unique: "a"), bench.job(in: .seconds(5), unique: "b"), bench.job(unique: "c"),
                bench.job(unique: "gone"), bench.job())
            let claimed = try await bench.claim(1, kinds: ["Held"])
            _ = try await bench.store.cancel(ids[3])
            let found = try await bench.store.jobs(withKeys: ["a", "b", "gone", "never"])
            try bench.expectEqual(found.mapValues(\.id), ["a": ids[0], "b": ids[1]], "The jobs")
            try bench.expectEqual(found["a"]?.state, .running, "One that a worker holds")
            try bench.expectEqual(found["a"]?.worker, claimed.isEmpty ? nil : "one", "Its worker")
            try bench.expectEqual(found["b"]?.state, .delayed, "One that is not due")
            try bench.expectEqual(found["b"]?.uniqueKey, "b", "Its key")
            try bench.expectEqual(try await bench.store.jobs(withKeys: []), [:], "Of no keys")
        },
        Check("jobs that workers hold are listed by worker") { bench in
            let ids = try await bench.enqueue(bench.job(), bench.job(), bench.job())
            _ = try await bench.claim(2, worker: "one", lease: .seconds(30))
            _ = try await bench.claim(1, worker: "two")
            let held = try await bench.store.heldJobs()
            try bench.expectEqual(
                held.mapValues { $0.map(\.id) }, ["one": [ids[0], ids[1]], "two": [ids[2]]], "The held jobs")
            try bench.expectEqual(held["one"]?.first?.leasedAt, bench.now, "When it was claimed")
            try bench.expectEqual(held["one"]?.first?.leaseExpiresAt, bench.now + .seconds(30), "When its lease ends")
        },
        Check("cancelling says what it came to") { bench in
            let ids = try await bench.enqueue(bench.job(), bench.job(), bench.job())
            let claimed = try await bench.claim(2, lease: .seconds(10))
            try bench.expectEqual(try await bench.store.cancel(ids[2]), .cancelled, "Of one that waits")
            try bench.expectEqual(try await bench.store.cancel(ids[0]), .requested(worker: "one"), "Of one that runs")
            try bench.expectEqual(
                try await bench.store.job(ids[0])?.cancelRequestedAt, bench.now, "When that was asked for")
            bench.clock.advance(by: .seconds(10))
            try bench.expectEqual(
                try await bench.store.cancel(claimed[1].id), .cancelled, "Of one whose lease has ended")
            try bench.expectEqual(try await bench.store.cancel(ids[2]), .unknown, "Of one that has failed")
            try bench.expectEqual(try await bench.failedJobs().map(\.id), [ids[1], ids[2]], "The failed jobs")
        },
        Check("a finished job is kept as long as its kind says") { bench in
            let id = try await bench.enqueueOne()
            let job = try await bench.claimOne()
            bench.clock.advance(by: .seconds(2))
            let end = bench.now
            let settlement = Settlement(
                job: job, verdict: .done(keepFor: .hours(2)), startedAt: end - .seconds(2), finishedAt: end, effects: []
            )
            _ = try await bench.exchange([settlement])
            let kept = try bench.require(try await bench.store.job(id), "The job is not kept")
            try bench.expectEqual(kept.state, .finished, "Where it stands")
            try bench.expectEqual(kept.endedAt, end, "When it was done")
            try bench.expectEqual(kept.duration, .seconds(2), "How long it took")
            try bench.expectEqual(kept.keepUntil, end + .hours(2), "Until when it is kept")
            bench.clock.advance(by: .hours(2))
            try await bench.store.pruneHistory(before: .distantPast)
            try bench.expect(try await bench.store.job(id) != nil, "It is pruned before its time is over.")
            bench.clock.advance(by: .milliseconds(1))
            try bench.expectEqual(try await bench.store.pruneHistory(before: .distantPast), 1, "What is pruned then")
            try bench.expectEqual(try await bench.store.job(id), nil, "The job")
        },
    ]

    static let failedJobChecks: [Check] = [
        Check("failed jobs are listed newest first, of a queue or a batch, page by page") { bench in
            let batch = try await bench.store.enqueue(
                NewBatch("b", [bench.job(queue: "a"), bench.job(queue: "b")]), durability: .durable)
            try await bench.enqueueOne(bench.job(queue: "a"))
            for job in try await bench.claim(queues: ["b", "a"]) {
                try await bench.settled(job, .fail(.attempts, StoreBench.failure))
                bench.clock.advance(by: .seconds(1))
            }
            let all = try await bench.store.failedJobs()
            try bench.expectEqual(all.map(\.queue), ["a", "a", "b"], "The queues of all")
            try bench.expectEqual(all.map(\.batch), [nil, batch, batch], "The batches of all")
            try bench.expectEqual(
                try await bench.store.failedJobs(queue: "a", limit: 9), Array(all.prefix(2)), "Those of a queue")
            try bench.expectEqual(
                try await bench.store.failedJobs(batch: batch), Array(all.dropFirst()), "Those of a batch")
            try bench.expectEqual(
                try await bench.store.failedJobs(queue: nil, batch: nil, limit: 1, before: all[0]), [all[1]],
                "The second page")
            try bench.expectEqual(try await bench.store.failedCounts(), ["a": 2, "b": 1], "How many there are")
        },
        Check("a retried job waits again under its old id, with its attempts forgotten") { bench in
            let id = try await bench.enqueueOne(
                NewJob(kind: "Check", deadline: bench.now + .seconds(5), uniqueKey: "k", maxAttempts: 7))
            let createdAt = bench.now
            try await bench.settled(try await bench.claimOne(), .fail(.attempts, StoreBench.failure))
            bench.clock.advance(by: .minutes(1))
            let result = try await bench.store.retryFailed(.ids([JobID(4711), id]))
            try bench.expectEqual(result.retried, [id], "Retried")
            try bench.expectEqual(result.unknown, [JobID(4711)], "Unknown")
            let job = try await bench.claimOne()
            try bench.expectEqual(job.id, id, "The id")
            try bench.expectEqual(job.attempts, 0, "Failed attempts")
            try bench.expectEqual(job.maxAttempts, 7, "The limit of attempts")
            try bench.expectEqual(job.createdAt, createdAt, "When it was enqueued")
            try bench.expectEqual(job.availableAt, bench.now, "When it became due")
            try bench.expectEqual(try await bench.failedJobs(), [], "Failed jobs")
        },
        Check("a failed job whose unique key a live job has stays failed") { bench in
            let id = try await bench.enqueueOne(bench.job(unique: "k"))
            try await bench.settled(try await bench.claimOne(), .fail(.attempts, StoreBench.failure))
            try await bench.enqueueOne(bench.job(unique: "k"))
            try bench.expectEqual(try await bench.store.retryFailed(.all).blocked, [id], "Blocked")
            try bench.expectEqual(try await bench.failedJobs().map(\.id), [id], "Failed jobs")
        },
        Check("a batch whose failed jobs are retried is open again, and ends with them") { bench in
            let batch = try await bench.store.enqueue(
                NewBatch("b", [bench.job(), bench.job()], then: bench.job("Then")), durability: .durable)
            let jobs = try await bench.claim()
            try await bench.settled(jobs[0])
            try await bench.settled(jobs[1], .fail(.attempts, StoreBench.failure))
            try bench.expectEqual(try await bench.store.batch(batch)?.state, .failed, "The batch")
            _ = try await bench.store.retryFailed(.batch(batch))
            try bench.expectEqual(try await bench.store.batch(batch)?.state, .running, "The batch, retried")
            try await bench.settled(try await bench.claimOne())
            try bench.expectEqual(try await bench.store.batch(batch)?.state, .done, "The batch at its end")
            try bench.expectEqual(try await bench.claim().map(\.kind), ["Then"], "What follows it")
        },
        Check("failed jobs are forgotten with their attempts, those of an age if asked for") { bench in
            let ids = try await bench.enqueue(bench.job(), bench.job(queue: "b"), bench.job())
            for id in ids {
                let job = try bench.require(
                    try await bench.claim(1, queues: ["default", "b"]).first, "The job \(id) is not to be claimed")
                try await bench.settled(job, .fail(.attempts, StoreBench.failure))
                bench.clock.advance(by: .hours(1))
            }
            let order = try await bench.store.failedJobs().map(\.id)
            try bench.expectEqual(
                try await bench.store.forgetFailed(.all, olderThan: bench.now - .hours(2)), 1, "Those that are old")
            try bench.expectEqual(try await bench.store.attempts(of: order[2]), [], "The attempts of an old one")
            try bench.expectEqual(try await bench.store.attempts(of: order[0]).count, 1, "The attempts of another")
            try bench.expectEqual(try await bench.store.forgetFailed(.queue("b")), 1, "Those of a queue")
            try bench.expectEqual(
                try await bench.store.forgetFailed(.ids(ids)), 1, "The rest")
        },
    ]

    static let queueChecks: [Check] = [
        Check("the depth of each queue tells what waits, what runs and what its worker has abandoned") { bench in
            try await bench.enqueue(
                bench.job(queue: "b"), bench.job(queue: "b", in: .seconds(90)), bench.job(queue: "a"))
            let start = bench.now
            _ = try await bench.claim(queues: ["a"], lease: .seconds(5))
            bench.clock.advance(by: .seconds(9))
            try await bench.store.pause(queue: "c")
            let a = QueueDepth(queue: "a", reserved: 1, abandoned: 1, oldestAbandoned: start + .seconds(5))
            let b = QueueDepth(queue: "b", pending: 1, delayed: 1, oldestPending: start)
            try bench.expectEqual(
                try await bench.store.depths(), [a, b, QueueDepth(queue: "c", isPaused: true)], "All queues")
            try bench.expectEqual(
                try await bench.store.depths(of: ["none", "b"]), [QueueDepth(queue: "none"), b], "Two of them")
        },
        Check("a pause says whether it is new, since when it is, and is taken back") { bench in
            try bench.expectEqual(try await bench.store.pause(queue: "a"), true, "The first pause")
            let start = bench.now
            bench.clock.advance(by: .seconds(3))
            try bench.expectEqual(try await bench.store.pause(queue: "a"), false, "The second one")
            try bench.expectEqual(try await bench.store.pause(queue: "*"), true, "A pause of all")
            try bench.expectEqual(try await bench.store.pauses(), ["a": start, "*": bench.now], "The pauses")
            try bench.expectEqual(try await bench.store.depth(of: "b").isPaused, true, "Whether another is paused")
            try bench.expectEqual(try await bench.store.resume(queue: "b"), false, "Resuming another")
            try bench.expectEqual(try await bench.store.resume(queue: "*"), true, "Resuming all")
            try bench.expectEqual(try await bench.store.pauses(), [:], "The pauses then")
        },
        Check("clearing a queue deletes what waits there and nothing else") { bench in
            try await bench.enqueue(
                bench.job("Held"), bench.job(), bench.job(in: .seconds(9)), bench.job(queue: "other"))
            let held = try bench.require(try await bench.claim(1, kinds: ["Held"]).first, "Nothing is to be claimed")
            try bench.expectEqual(try await bench.store.clear(queue: "default"), 2, "Deleted")
            try bench.expectEqual(try await bench.depth().size, 1, "Left in the queue")
            try bench.expectEqual(try await bench.depth("other").size, 1, "Left in another")
            try await bench.settled(held)
        },
        Check("names of queues and kinds are known as long as anything is") { bench in
            try await bench.enqueue(bench.job("A"), bench.job("B", queue: "b"))
            try await bench.store.pause(queue: "c")
            try await bench.store.pause(queue: "*")
            try bench.expectEqual(try await bench.store.queueNames(), ["default", "b", "c"], "The queues")
            try bench.expectEqual(try await bench.store.kindNames(), ["A", "B"], "The kinds")
            try bench.expectEqual(try await bench.store.hasJobs(ofKind: "A"), true, "Whether jobs of a kind wait")
            try bench.expectEqual(try await bench.store.hasJobs(ofKind: "C"), false, "Whether jobs of another wait")
        },
        Check("what goes through is counted by minute, queue and kind") { bench in
            let minute = Timestamp(milliseconds: (bench.now.milliseconds / 60_000 + 1) * 60_000)
            bench.clock.set(to: minute)
            try await bench.enqueue(bench.job("A"), bench.job("A"), bench.job("B", queue: "b"))
            let jobs = try await bench.claim(queues: ["default", "b"])
            bench.clock.advance(by: .seconds(4))
            func settle(_ job: ClaimedJob, _ verdict: Settlement.Verdict) async throws {
                _ = try await bench.exchange([
                    Settlement(
                        job: job, verdict: verdict, startedAt: minute + .seconds(1), finishedAt: bench.now, effects: [])
                ])
            }
            try await settle(jobs[0], .done(keepFor: nil))
            try await settle(jobs[1], .retry(after: .seconds(1), .failed, StoreBench.failure))
            try await settle(jobs[2], .fail(.attempts, StoreBench.failure))
            let ofA = QueueMinute(
                minute: minute, queue: "default", kind: "A", enqueued: 2, done: 1, retried: 1, runTime: .seconds(6),
                waitTime: .seconds(2))
            let ofB = QueueMinute(
                minute: minute, queue: "b", kind: "B", enqueued: 1, failed: 1, runTime: .seconds(3),
                waitTime: .seconds(1))
            try bench.expectEqual(try await bench.store.minutes(since: minute), [ofB, ofA], "All of it")
            try bench.expectEqual(try await bench.store.minutes(since: minute, queue: "b"), [ofB], "One queue")
            try bench.expectEqual(try await bench.store.minutes(since: minute + .minutes(1)), [], "What came later")
            try await bench.store.pruneHistory(before: minute + .milliseconds(1))
            try bench.expectEqual(try await bench.store.minutes(since: minute), [], "What is left")
        },
        Check("a worker is shown as long as it attends") { bench in
            let worker = WorkerRegistration(
                id: "w", name: "name", host: "host", processID: 7, queues: ["b", "a"], concurrency: 3,
                lease: .seconds(30))
            let attendance = try await bench.store.attend(worker) { _ in }
            try await bench.enqueue(bench.job(), bench.job())
            _ = try await bench.claim(worker: "w")
            let shown = try await bench.store.workers()
            try bench.expectEqual(
                shown,
                [
                    WorkerRecord(
                        id: "w", name: "name", host: "host", processID: 7, queues: ["b", "a"], concurrency: 3,
                        startedAt: bench.now, seenAt: bench.now, lease: .seconds(30), held: 2)
                ], "The workers")
            try bench.expectEqual(shown.first?.isLost(at: bench.now + .seconds(30)), false, "Lost at its lease's end")
            try bench.expectEqual(shown.first?.isLost(at: bench.now + .milliseconds(30_001)), true, "Lost after it")
            await attendance.end()
            try bench.expectEqual(try await bench.store.workers(), [], "The workers at the end")
        },
        Check("batches are listed newest first, with the jobs they wait for") { bench in
            let first = try await bench.store.enqueue(
                NewBatch("first", [bench.job("B"), bench.job("A"), bench.job("A", queue: "a"), bench.job("A")]),
                durability: .durable)
            let second = try await bench.store.enqueue(NewBatch("second"), durability: .durable)
            _ = try await bench.claim(1, kinds: ["A"])
            try bench.expectEqual(try await bench.store.batches().map(\.id), [second, first], "All batches")
            try bench.expectEqual(
                try await bench.store.batches(limit: 5, before: second).map(\.name), ["first"], "The second page")
            try bench.expectEqual(
                try await bench.store.liveJobs(of: first),
                [
                    BatchPart(queue: "a", kind: "A", waiting: 1, running: 0),
                    BatchPart(queue: "default", kind: "A", waiting: 1, running: 1),
                    BatchPart(queue: "default", kind: "B", waiting: 1, running: 0),
                ], "What it waits for")
            bench.clock.advance(by: .hours(1))
            try await bench.store.pruneHistory(before: bench.now)
            try bench.expectEqual(try await bench.store.batches().map(\.id), [first], "Those that have not ended")
            let third = try await bench.store.enqueue(NewBatch("third"), durability: .durable)
            try bench.expect(third > second, "An id of a batch is used again.")
        },
    ]
}
