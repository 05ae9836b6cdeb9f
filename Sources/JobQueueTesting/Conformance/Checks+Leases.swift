import JobQueue
import WallTime

extension JobStoreConformance {
    static let leaseChecks: [Check] = [
        Check("a leased job is given to nobody else") { bench in
            try await bench.enqueueOne()
            _ = try await bench.claimOne()
            for worker in ["one", "two"] {
                try bench.expectEqual(try await bench.claim(worker: worker).count, 0, "Jobs claimed by \(worker)")
            }
            try bench.expectEqual(try await bench.depth().reserved, 1, "Leased jobs")
        },
        Check("a lease holds until the millisecond in which it ends") { bench in
            try await bench.enqueueOne()
            _ = try await bench.claimOne(lease: .seconds(60))
            bench.clock.advance(by: .milliseconds(59_999))
            try bench.expectEqual(try await bench.claim(worker: "two").count, 0, "Jobs claimed before the end")
            bench.clock.advance(by: .milliseconds(1))
            try bench.expectEqual(try await bench.claim(worker: "two").count, 1, "Jobs claimed at the end")
        },
        Check("each claim has a token of its own") { bench in
            try await bench.enqueueOne()
            var tokens: Set<LeaseToken> = []
            for round in 1...5 {
                let job = try await bench.claimOne(worker: "worker \(round)")
                tokens.insert(job.token)
                try await bench.settled(job, .release(after: nil))
            }
            try bench.expectEqual(tokens.count, 5, "Different tokens of five claims")
        },
        Check("a job whose worker died goes back to its old place, counted as a crash and not as an attempt") { bench in
            let ids = try await bench.enqueue(bench.job(in: .seconds(-1)), bench.job())
            let lost = try await bench.claimOne(worker: "dead", lease: .seconds(60))
            bench.clock.advance(by: .seconds(60))
            let again = try await bench.claim(worker: "two")
            try bench.expectEqual(again.map(\.id), ids, "The claim after the lease has ended")
            try bench.expectEqual(again[0].crashes, 1, "Crashes")
            try bench.expectEqual(again[0].attempts, 0, "Attempts")
            try bench.expectEqual(again[0].availableAt, lost.availableAt, "The due time")
            try bench.expect(again[0].token != lost.token, "The token of the dead worker is used again.")
            let records = try await bench.store.attempts(of: ids[0])
            try bench.expectEqual(records.map(\.outcome), ["crashed"], "The recorded attempts")
            try bench.expectEqual(records.first?.worker, "dead", "The worker of the recorded attempt")
        },
        Check("a job fails for good once its workers have died too often, and not sooner") { bench in
            let id = try await bench.enqueueOne()
            for crash in 0..<3 {
                try bench.expectEqual(
                    try await bench.claim(lease: .seconds(1), maxCrashes: 3).first?.crashes, crash, "Crashes so far")
                bench.clock.advance(by: .seconds(1))
            }
            try bench.expectEqual(try await bench.claim(maxCrashes: 3).count, 0, "Jobs claimed after three crashes")
            let failed = try await bench.failedJobs()
            try bench.expectEqual(failed.map(\.id), [id], "The failed jobs")
            try bench.expectEqual(failed[0].reason, FailureReason.crashes.rawValue, "The reason")
            try bench.expectEqual(failed[0].crashes, 3, "Crashes of the failed job")
            try bench.expectEqual(failed[0].attempts, 0, "Attempts of the failed job")
            try bench.expectEqual(try await bench.depth().size, 0, "Jobs in the queue")
            try bench.expectEqual(
                try await bench.store.attempts(of: id).map(\.outcome), ["crashed", "crashed", "crashed"],
                "The recorded attempts")
        },
        Check("crashes and failed attempts are counted apart") { bench in
            try await bench.enqueueOne()
            let first = try await bench.claimOne()
            try await bench.settled(first, .retry(after: .zero, .failed, StoreBench.failure))
            _ = try await bench.claimOne(lease: .seconds(1))
            bench.clock.advance(by: .seconds(1))
            let third = try await bench.claimOne()
            try bench.expectEqual([third.attempts, third.crashes], [1, 1], "Attempts and crashes")
        },
        Check("a worker that lost its lease settles nothing, whatever it says") { bench in
            let verdicts: [Settlement.Verdict] = [
                .done(keepFor: nil), .done(keepFor: .days(1)),
                .retry(after: .zero, .failed, StoreBench.failure), .release(after: nil),
                .fail(.attempts, StoreBench.failure),
            ]
            let id = try await bench.enqueueOne()
            let stale = try await bench.claimOne(worker: "stopped", lease: .seconds(1))
            bench.clock.advance(by: .seconds(1))
            let fresh = try await bench.claimOne(worker: "two")
            for verdict in verdicts {
                let result = try await bench.settle(stale, verdict, worker: "stopped")
                try bench.expectEqual(result, .leaseLost, "The answer to \(verdict)")
            }
            try bench.expectEqual(try await bench.depth().reserved, 1, "Leased jobs")
            try bench.expectEqual(try await bench.failedJobs(), [], "Failed jobs")
            try bench.expectEqual(
                try await bench.store.attempts(of: id).map(\.outcome), ["crashed"], "The recorded attempts")
            try await bench.settled(fresh, worker: "two")
        },
        Check("even the same worker needs the token of its newest claim") { bench in
            try await bench.enqueueOne()
            let old = try await bench.claimOne(lease: .seconds(1))
            bench.clock.advance(by: .seconds(1))
            let new = try await bench.claimOne()
            try bench.expectEqual(try await bench.settle(old), .leaseLost, "The answer to the old token")
            try await bench.settled(new)
        },
        Check("a job is settled once") { bench in
            try await bench.enqueue(bench.job(), bench.job())
            let jobs = try await bench.claim()
            try await bench.settled(jobs[0])
            try bench.expectEqual(try await bench.settle(jobs[0]), .leaseLost, "The second answer")
            let twice = [bench.settlement(of: jobs[1]), bench.settlement(of: jobs[1], .release(after: nil))]
            try bench.expectEqual(
                try await bench.exchange(twice).settled, [.settled, .leaseLost], "Two settlements in one exchange")
        },
        Check("a worker that is late may settle while nobody has taken its job back") { bench in
            try await bench.enqueueOne()
            let job = try await bench.claimOne(lease: .seconds(1))
            bench.clock.advance(by: .seconds(5))
            try await bench.settled(job)
            try bench.expectEqual(try await bench.claim(worker: "two").count, 0, "Jobs claimed after that")
        },
        Check("progress is noted only under the lease") { bench in
            let id = try await bench.enqueueOne()
            let stale = try await bench.claimOne(lease: .seconds(1))
            try await bench.store.report(progress: #"{"done":1}"#, of: id, token: stale.token)
            try bench.expectEqual(try await bench.store.job(id)?.progress, #"{"done":1}"#, "The progress")
            bench.clock.advance(by: .seconds(1))
            let fresh = try await bench.claimOne()
            try await bench.store.report(progress: #"{"done":2}"#, of: id, token: fresh.token)
            try await bench.store.report(progress: #"{"done":3}"#, of: id, token: stale.token)
            try bench.expectEqual(try await bench.store.job(id)?.progress, #"{"done":2}"#, "The progress")
        },
    ]
}
