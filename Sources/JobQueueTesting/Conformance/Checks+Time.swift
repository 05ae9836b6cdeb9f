import Basics
import JobQueue
import WallTime

extension JobStoreConformance {
    static let timeChecks: [Check] = [
        Check("an idle claim knows nothing that is due") { bench in
            try bench.expectEqual(try await bench.exchange(claim: 1).nextDue, nil, "When more is due")
        },
        Check("a claim says when the next delayed job is due, of all priorities of its queues") { bench in
            try await bench.enqueue(
                bench.job(in: .seconds(50)), bench.job(in: .seconds(30), priority: 9),
                bench.job(queue: "second", in: .seconds(40), priority: -1), bench.job(queue: "other", in: .seconds(1)))
            let start = bench.now
            func nextDue(_ queues: String...) async throws -> Timestamp? {
                let result = try await bench.exchange(claim: 1, queues: queues)
                return result.nextDue
            }
            try bench.expectEqual(try await nextDue("default", "second"), start + .seconds(30), "In both queues")
            try bench.expectEqual(try await nextDue("second"), start + .seconds(40), "In the second queue")
            try bench.expectEqual(try await nextDue("third"), nil, "In a queue without jobs")
        },
        Check("a claim that takes due jobs says when the next is due") { bench in
            try await bench.enqueue(bench.job(), bench.job(in: .seconds(7)))
            let result = try await bench.exchange(claim: 5, lease: .seconds(60))
            try bench.expectEqual(result.claimed.count, 1, "Jobs claimed")
            try bench.expectEqual(result.nextDue, bench.now + .seconds(7), "When more is due")
        },
        Check("a claim says when the next lease ends") { bench in
            try await bench.enqueueOne()
            _ = try await bench.claimOne(worker: "two", lease: .seconds(45))
            try bench.expectEqual(
                try await bench.exchange(claim: 1).nextDue, bench.now + .seconds(45), "When more is due")
        },
        Check("a claim says when the next deadline passes") { bench in
            try await bench.enqueueOne(bench.job("Unknown", deadline: bench.now + .seconds(20)))
            let result = try await bench.exchange(claim: 1, kinds: ["Known"])
            try bench.expectEqual(result.nextDue, bench.now + .seconds(20), "When more is due")
        },
        Check("waiting jobs of unknown kinds do not make an idle worker look again at once") { bench in
            try await bench.enqueueOne(bench.job("Unknown"))
            bench.clock.advance(by: .seconds(5))
            let result = try await bench.exchange(claim: 1, kinds: ["Known"])
            try bench.expect(
                result.nextDue.map { $0 > bench.now } ?? true, "More is said to be due at a time that has passed.")
        },
        Check("a released or retried job is known to be due") { bench in
            try await bench.enqueue(bench.job(), bench.job())
            let jobs = try await bench.claim()
            let result = try await bench.exchange(
                [
                    bench.settlement(of: jobs[0], .release(after: .seconds(9))),
                    bench.settlement(of: jobs[1], .retry(after: .seconds(4), .failed, StoreBench.failure)),
                ], claim: 2)
            try bench.expectEqual(result.nextDue, bench.now + .seconds(4), "When more is due")
        },
        Check("a job that was not started by its deadline fails for good, whether its kind is known or not") { bench in
            let deadline = bench.now + .seconds(10)
            let ids = try await bench.enqueue(
                bench.job("Unknown", deadline: deadline), bench.job(in: .seconds(30), deadline: deadline),
                bench.job(deadline: deadline + .milliseconds(1)))
            bench.clock.set(to: deadline)
            try bench.expectEqual(try await bench.claim(kinds: ["Check"]).map(\.id), [ids[2]], "What there is to claim")
            let failed = try await bench.failedJobs()
            try bench.expectEqual(failed.map(\.id), [ids[0], ids[1]], "The failed jobs")
            try bench.expectEqual(Set(failed.map(\.reason)), ["deadline"], "The reasons")
            try bench.expectEqual(failed.map(\.attempts), [0, 0], "Attempts")
            try bench.expectEqual(
                try await bench.store.attempts(of: ids[0]).map(\.outcome), ["expired"], "The recorded attempts")
        },
        Check("a job that is to be started within a time after it becomes due fails at its end") { bench in
            try await bench.enqueueOne(
                NewJob(
                    queue: "default", kind: "Check", delay: .seconds(30), deadline: bench.now + .minutes(5),
                    startWithin: .seconds(10)))
            bench.clock.advance(by: .milliseconds(39_999))
            try bench.expectEqual(await bench.failedJobs().count, 0, "Failed jobs before the time is over")
            bench.clock.advance(by: .milliseconds(1))
            try bench.expectEqual(await bench.claim(kinds: ["Other"]).count, 0, "Jobs that others can take")
            try bench.expectEqual(
                await bench.failedJobs().map(\.reason), ["deadline"], "The reasons once it is over")
        },
        Check("a job that was started in time may end after its deadline") { bench in
            try await bench.enqueueOne(bench.job(deadline: bench.now + .seconds(10)))
            let job = try await bench.claimOne()
            bench.clock.advance(by: .seconds(20))
            _ = try await bench.claim(worker: "two")
            try await bench.settled(job)
            try bench.expectEqual(try await bench.failedJobs(), [], "Failed jobs")
        },
        Check("depths tell due, delayed and leased jobs apart") { bench in
            try await bench.enqueue(
                bench.job(), bench.job(), bench.job(in: .seconds(-5)), bench.job(in: .seconds(5)), bench.job("Other"))
            let oldest = bench.now
            _ = try await bench.claim(1, kinds: ["Check"])
            let depth = try await bench.depth()
            try bench.expectEqual(
                [depth.pending, depth.delayed, depth.reserved], [3, 1, 1], "Due, delayed and leased")
            try bench.expectEqual(depth.oldestPending, oldest, "The due time of the job that has waited longest")
            bench.clock.advance(by: .seconds(5))
            try bench.expectEqual(try await bench.depth().pending, 4, "Due jobs five seconds later")
        },
    ]
}
