import FoundationEssentials
import JobQueue
import WallTime

extension JobStoreConformance {
    static let settlementChecks: [Check] = [
        Check("a job that is done is gone") { bench in
            try await bench.enqueueOne()
            try await bench.settled(try await bench.claimOne())
            try bench.expectEqual(try await bench.depth().size, 0, "Jobs in the queue")
            bench.clock.advance(by: .days(1))
            try bench.expectEqual(try await bench.claim().count, 0, "Jobs claimed after a day")
            try bench.expectEqual(try await bench.failedJobs(), [], "Failed jobs")
        },
        Check("a job that is done is gone from its queue where it is kept to be read, too") { bench in
            try await bench.enqueueOne()
            try await bench.settled(try await bench.claimOne(), .done(keepFor: .days(1)))
            try bench.expectEqual(try await bench.depth().size, 0, "Jobs in the queue")
        },
        Check("a retry keeps the job: same id, attempts counted, error recorded, due when it is told") { bench in
            let id = try await bench.enqueueOne()
            let job = try await bench.claimOne()
            let due = bench.now + .seconds(30)
            let settlement = Settlement(
                job: job, verdict: .retry(after: .seconds(30), .timedOut, StoreBench.failure),
                startedAt: bench.now - .seconds(2), finishedAt: bench.now)
            _ = try await bench.exchange([settlement])
            bench.clock.advance(by: .milliseconds(29_999))
            try bench.expectEqual(try await bench.claim().count, 0, "Jobs claimed too early")
            bench.clock.advance(by: .milliseconds(1))
            let again = try await bench.claimOne()
            try bench.expectEqual(again.id, id, "The id")
            try bench.expectEqual([again.attempts, again.crashes], [1, 0], "Attempts and crashes")
            try bench.expectEqual(again.availableAt, due, "The due time")
            try bench.expectEqual(again.createdAt, job.createdAt, "When it was enqueued")
            try await bench.settled(again, .retry(after: .zero, .failed, StoreBench.failure))
            let records = try await bench.store.attempts(of: id)
            try bench.expectEqual(records.map(\.attempt), [1, 2], "The numbers of the recorded attempts")
            let expected = AttemptRecord(
                attempt: 1, outcome: "timed_out", errorType: "CheckError", errorMessage: "on purpose",
                output: "the tail", finishedAt: due - .seconds(30), duration: .seconds(2), worker: "one")
            try bench.expectEqual(records[0], expected, "The first recorded attempt")
        },
        Check(
            "a job comes back so long after it is settled, whatever the clock of its worker showed at the attempt's end"
        ) {
            bench in
            for leap in [Duration.hours(1), .hours(-1)] {
                for verdict in [
                    Settlement.Verdict.retry(after: .seconds(5), .failed, StoreBench.failure),
                    .release(after: .seconds(5)),
                ] {
                    let id = try await bench.enqueueOne()
                    let settlement = Settlement(
                        job: try await bench.claimOne(), verdict: verdict, startedAt: bench.now + leap,
                        finishedAt: bench.now + leap)
                    _ = try await bench.exchange([settlement])
                    bench.clock.advance(by: .milliseconds(4_999))
                    try bench.expectEqual(try await bench.claim().count, 0, "Jobs claimed too early")
                    bench.clock.advance(by: .milliseconds(1))
                    let again = try await bench.claimOne()
                    try bench.expectEqual(again.id, id, "The id")
                    try await bench.settled(again)
                }
            }
        },
        Check("a job that is given back keeps its place and counts nothing") { bench in
            let ids = try await bench.enqueue(bench.job(), bench.job(), bench.job())
            let first = try await bench.claim(2)
            bench.clock.advance(by: .seconds(5))
            let back = first.map {
                Settlement(job: $0, verdict: .release(after: nil), startedAt: nil, finishedAt: bench.now)
            }
            try bench.expectEqual(try await bench.exchange(back).settled, [.settled, .settled], "The answers")
            let again = try await bench.claim(worker: "two")
            try bench.expectEqual(again.map(\.id), ids, "The order of the next claim")
            try bench.expectEqual(again[0].availableAt, first[0].availableAt, "The due time")
            try bench.expectEqual([again[0].attempts, again[0].crashes], [0, 0], "Attempts and crashes")
            try bench.expectEqual(try await bench.store.attempts(of: ids[0]), [], "The recorded attempts")
        },
        Check("a released job comes back when it is told, and counts nothing") { bench in
            let id = try await bench.enqueueOne()
            try await bench.settled(try await bench.claimOne(), .release(after: .seconds(10)))
            try bench.expectEqual(try await bench.depth().delayed, 1, "Delayed jobs")
            try bench.expectEqual(try await bench.claim().count, 0, "Jobs claimed at once")
            bench.clock.advance(by: .seconds(10))
            let again = try await bench.claimOne()
            try bench.expectEqual([again.attempts, again.crashes], [0, 0], "Attempts and crashes")
            try bench.expectEqual(try await bench.store.attempts(of: id), [], "The recorded attempts")
        },
        Check("a job that fails for good is moved, with its reason and its error") { bench in
            let payload = #"{"a":1}"#
            let id = try await bench.enqueueOne(
                NewJob(queue: "default", kind: "Check", payload: Data(payload.utf8)))
            let enqueuedAt = bench.now
            bench.clock.advance(by: .seconds(3))
            try await bench.settled(try await bench.claimOne(), .fail(.attempts, StoreBench.failure))
            try bench.expectEqual(try await bench.depth().size, 0, "Jobs in the queue")
            let expected = JobRecord(
                id: id, state: .failed, queue: "default", kind: "Check", payload: payload, payloadVersion: 1,
                attempts: 1,
                createdAt: enqueuedAt, availableAt: enqueuedAt, worker: "one", endedAt: bench.now, reason: "attempts",
                errorType: "CheckError", errorMessage: "on purpose")
            try bench.expectEqual(try await bench.failedJobs(), [expected], "The failed jobs")
            let records = try await bench.store.attempts(of: id)
            try bench.expectEqual(records.map(\.outcome), ["failed"], "The recorded attempts")
            try bench.expectEqual(records.first?.output, "the tail", "The output of the recorded attempt")
        },
        Check("each reason for failing records its outcome, and counts an attempt where the handler failed") { bench in
            let reasons: [(FailureReason, outcome: String, attempts: Int)] = [
                (.attempts, "failed", 1), (.discarded, "discarded", 1), (.payload, "failed", 1),
                (.cancelled, "cancelled", 0), (.deadline, "expired", 0),
            ]
            for (reason, outcome, attempts) in reasons {
                let id = try await bench.enqueueOne()
                try await bench.settled(try await bench.claimOne(), .fail(reason, StoreBench.failure))
                let failed = try bench.require(
                    try await bench.failedJobs().first { $0.id == id }, "The job is not among the failed")
                try bench.expectEqual(failed.reason, reason.rawValue, "The reason")
                try bench.expectEqual(failed.attempts, attempts, "Attempts of a job that failed by \(reason)")
                try bench.expectEqual(
                    try await bench.store.attempts(of: id).map(\.outcome), [outcome], "The recorded attempts")
            }
        },
        Check("settlements are answered one by one in their order, and harm each other in no way") { bench in
            for _ in 0..<5 { try await bench.enqueueOne() }
            let jobs = try await bench.claim()
            try await bench.settled(jobs[1])
            var wrong = jobs[3]
            wrong.token = LeaseToken(rawValue: jobs[3].token.rawValue ^ 1)
            let settlements = [
                bench.settlement(of: jobs[0]), bench.settlement(of: jobs[1]),
                bench.settlement(of: jobs[2], .fail(.attempts, StoreBench.failure)), bench.settlement(of: wrong),
                bench.settlement(of: jobs[4], .retry(after: .zero, .failed, StoreBench.failure)),
            ]
            try bench.expectEqual(
                try await bench.exchange(settlements).settled,
                [.settled, .leaseLost, .settled, .leaseLost, .settled], "The answers")
            let depth = try await bench.depth()
            try bench.expectEqual([depth.pending, depth.reserved], [1, 1], "Waiting and leased jobs")
        },
        Check("settling comes before claiming: what comes back may be claimed in the same exchange") { bench in
            let id = try await bench.enqueueOne()
            let job = try await bench.claimOne()
            let result = try await bench.exchange([bench.settlement(of: job, .release(after: nil))], claim: 1)
            try bench.expectEqual(result.settled, [.settled], "The answer")
            try bench.expectEqual(result.claimed.map(\.id), [id], "The claim")
            try bench.expect(result.claimed.first?.token != job.token, "The old token is used again.")
        },
        Check("an exchange without a claim claims nothing") { bench in
            try await bench.enqueueOne()
            try bench.expectEqual(try await bench.exchange().claimed.count, 0, "Jobs claimed")
        },
    ]
}
