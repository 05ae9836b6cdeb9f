import JobQueue
import Synchronization
import WallTime

extension JobStoreConformance {
    static let effectChecks: [Check] = [
        Check("effects commit with the settlement") { bench in
            let verdicts: [Settlement.Verdict] = [
                .done(keepFor: nil), .release(after: .hours(1)),
                .retry(after: .hours(1), .failed, StoreBench.failure), .fail(.discarded, StoreBench.failure),
            ]
            for (index, verdict) in verdicts.enumerated() {
                try await bench.enqueueOne()
                let job = try await bench.claimOne()
                let followUp = bench.job(queue: "follow-up \(index)")
                try await bench.settled(job, verdict, effects: [{ _ = try $0.enqueue([followUp, followUp]) }])
                try bench.expectEqual(
                    try await bench.depth("follow-up \(index)").pending, 2, "Jobs enqueued with \(verdict)")
            }
        },
        Check("effects see the time of the transaction, and their jobs can be claimed in the same exchange") { bench in
            try await bench.enqueueOne()
            let job = try await bench.claimOne()
            bench.clock.advance(by: .seconds(3))
            let now = bench.now
            let seen = Mutex<Timestamp?>(nil)
            let followUp = bench.job("FollowUp")
            let settlement = bench.settlement(
                of: job,
                effects: [
                    { transaction in
                        seen.withLock { $0 = transaction.now }
                        _ = try transaction.enqueue([followUp])
                    }
                ])
            let result = try await bench.exchange([settlement], claim: 5)
            try bench.expectEqual(seen.withLock { $0 } as Timestamp?, now, "The time of the transaction")
            try bench.expectEqual(result.claimed.map(\.kind), ["FollowUp"], "The claim")
            try bench.expectEqual(result.claimed.first?.createdAt, now, "When the job was enqueued")
        },
        Check("an effect that throws undoes its settlement whole, and the worker keeps the job") { bench in
            let id = try await bench.enqueueOne()
            let job = try await bench.claimOne()
            let followUp = bench.job(queue: "follow-up", unique: "key")
            let result = try await bench.settle(
                job, .fail(.discarded, StoreBench.failure),
                effects: [{ _ = try $0.enqueue([followUp]) }, { _ in throw CheckError() }])
            guard case .effectFailed(let report) = result else {
                return try bench.expect(false, "The answer is \(result), and an effect has thrown.")
            }
            try bench.expectEqual(report.type, "CheckError", "The type of the reported error")
            try bench.expectEqual(try await bench.depth("follow-up").size, 0, "Jobs of the earlier effect")
            try bench.expectEqual(try await bench.depth().reserved, 1, "Leased jobs")
            try bench.expectEqual(try await bench.failedJobs(), [], "Failed jobs")
            try bench.expectEqual(try await bench.store.attempts(of: id), [], "The recorded attempts")
            try bench.expectEqual(try await bench.claim(worker: "two").count, 0, "Jobs others can claim")
            try await bench.settled(job, .retry(after: .zero, .failed, report))
            let answer = try await bench.store.enqueue([followUp], durability: .durable)[0]
            try bench.expect(answer.isNew, "The key of a job that was undone is still taken.")
        },
        Check("an effect that throws harms no other settlement of its exchange") { bench in
            for _ in 0..<4 { try await bench.enqueueOne() }
            let jobs = try await bench.claim()
            let followUp = bench.job(queue: "follow-up")
            let good: Effect = { _ = try $0.enqueue([followUp]) }
            let bad: Effect = { transaction in
                _ = try transaction.enqueue([followUp])
                throw CheckError()
            }
            let settlements = [
                bench.settlement(of: jobs[0], effects: [good]), bench.settlement(of: jobs[1], effects: [bad]),
                bench.settlement(of: jobs[2]), bench.settlement(of: jobs[3], effects: [good]),
            ]
            let result = try await bench.exchange(settlements, claim: 1, queues: ["nothing"])
            try bench.expectEqual(
                result.settled.map { $0 == .settled }, [true, false, true, true], "Which settlements took effect")
            try bench.expectEqual(try await bench.depth("follow-up").pending, 2, "Jobs of the good effects")
            try bench.expectEqual(try await bench.depth().reserved, 1, "Leased jobs")
        },
        Check("an effect whose job is refused fails like any other") { bench in
            try await bench.enqueueOne()
            let job = try await bench.claimOne()
            let result = try await bench.settle(job, effects: [{ _ = try $0.enqueue([NewJob(kind: "")]) }])
            guard case .effectFailed = result else {
                return try bench.expect(false, "The answer is \(result), and an effect has thrown.")
            }
            try await bench.settled(job)
        },
        Check("effects of a lost lease do not even run") { bench in
            try await bench.enqueueOne()
            let stale = try await bench.claimOne(lease: .seconds(1))
            bench.clock.advance(by: .seconds(1))
            _ = try await bench.claimOne(worker: "two")
            let hasRun = Mutex(false)
            let followUp = bench.job(queue: "follow-up")
            let result = try await bench.settle(
                stale,
                effects: [
                    { transaction in
                        hasRun.withLock { $0 = true }
                        _ = try transaction.enqueue([followUp])
                    }
                ])
            try bench.expectEqual(result, .leaseLost, "The answer")
            try bench.expect(!hasRun.withLock { $0 }, "The effect has run.")
            try bench.expectEqual(try await bench.depth("follow-up").size, 0, "Jobs of the effect")
        },
        Check("an effect that enqueues what is there already goes on with that") { bench in
            let twin = try await bench.enqueueOne(bench.job(queue: "follow-up", unique: "key"))
            try await bench.enqueueOne()
            let seen = Mutex<[EnqueuedJob]>([])
            let followUp = bench.job(queue: "follow-up", unique: "key")
            try await bench.settled(
                try await bench.claimOne(),
                effects: [
                    { transaction in
                        let answers = try transaction.enqueue([followUp])
                        seen.withLock { $0 = answers }
                    }
                ])
            try bench.expectEqual(
                seen.withLock { $0 }, [EnqueuedJob(id: twin, isNew: false)], "The answer the effect was given")
        },
    ]
}
