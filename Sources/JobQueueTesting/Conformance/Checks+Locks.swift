import JobQueue
import WallTime

extension JobStoreConformance {
    static let lockChecks: [Check] = [
        Check("a lock has one holder, who may take it again") { bench in
            try await bench.enqueue(bench.job(), bench.job())
            let jobs = try await bench.claim()
            try bench.expect(try await bench.lock("key", jobs[0]), "A free lock is refused.")
            try bench.expect(try await bench.lock("key", jobs[0]), "The lock is refused to its holder.")
            try bench.expect(try await !bench.lock("key", jobs[1]), "A lock is given to a second job.")
            try bench.expect(try await bench.lock("other", jobs[1]), "A lock of another key is refused.")
        },
        Check("a lock is free once its job is settled, however that happens") { bench in
            let verdicts: [Settlement.Verdict] = [
                .done(keepFor: nil), .retry(after: .hours(1), .failed, StoreBench.failure),
                .release(after: .hours(1)), .fail(.attempts, StoreBench.failure),
            ]
            for verdict in verdicts {
                try await bench.enqueue(bench.job(), bench.job())
                let jobs = try await bench.claim()
                try bench.expect(try await bench.lock("key", jobs[0]), "A free lock is refused.")
                try await bench.settled(jobs[0], verdict)
                try bench.expect(try await bench.lock("key", jobs[1]), "The lock is not free after \(verdict).")
                try await bench.settled(jobs[1])
            }
        },
        Check("a lock ends with its lease") { bench in
            try await bench.enqueue(bench.job(), bench.job())
            let holder = try await bench.claimOne(worker: "dead", lease: .seconds(10))
            let other = try await bench.claimOne(worker: "two", lease: .seconds(60))
            try bench.expect(try await bench.lock("key", holder), "A free lock is refused.")
            bench.clock.advance(by: .milliseconds(9_999))
            try bench.expect(try await !bench.lock("key", other), "A lock is given away before its lease ends.")
            bench.clock.advance(by: .milliseconds(1))
            try bench.expect(try await bench.lock("key", other), "The lock outlives its lease.")
        },
        Check("a job that lost its lease takes no lock") { bench in
            try await bench.enqueue(bench.job())
            let stale = try await bench.claimOne(lease: .seconds(1))
            bench.clock.advance(by: .seconds(1))
            let fresh = try await bench.claimOne(worker: "two")
            try bench.expect(try await !bench.lock("key", stale), "It takes a lock.")
            try bench.expect(try await bench.lock("key", fresh), "The lock is not free for who holds the job now.")
        },
        Check("a key is used so often within its window, and again in the next one") { bench in
            func use(_ key: String = "key") async throws -> Timestamp? {
                try await bench.store.countUse(of: key, limit: 2, window: .seconds(60))
            }
            let end = bench.now + .seconds(60)
            try bench.expectEqual(try await use(), nil, "The first use")
            bench.clock.advance(by: .seconds(30))
            try bench.expectEqual(
                try await bench.store.exhaustion(of: "key", limit: 2, window: .seconds(60)), nil,
                "A look while there is room")
            try bench.expectEqual(try await use(), nil, "The second use")
            try bench.expectEqual(
                try await bench.store.exhaustion(of: "key", limit: 2, window: .seconds(60)), end,
                "A look at a used-up key")
            try bench.expectEqual(
                try await bench.store.exhaustion(of: "key", limit: 3, window: .seconds(60)), nil,
                "A look for a higher limit")
            try bench.expectEqual(try await use(), end, "The third use")
            try bench.expectEqual(try await use("other"), nil, "The first use of another key")
            bench.clock.set(to: end - .milliseconds(1))
            try bench.expectEqual(try await use(), end, "A use at the end of the window")
            bench.clock.set(to: end)
            try bench.expectEqual(
                try await bench.store.exhaustion(of: "key", limit: 2, window: .seconds(60)), nil,
                "A look at the next window")
            try bench.expectEqual(try await use(), nil, "The first use in the next window")
            try bench.expectEqual(try await use(), nil, "The second use in the next window")
            try bench.expectEqual(try await use(), end + .seconds(60), "The third use in the next window")
        },
        Check("a key with the limit 0 is never used") { bench in
            for _ in 0..<2 {
                let wait = try await bench.store.countUse(of: "key", limit: 0, window: .seconds(60))
                try bench.expectEqual(wait, bench.now + .seconds(60), "A use")
            }
        },
    ]
}

extension StoreBench {
    fileprivate func lock(_ key: String, _ job: ClaimedJob) async throws -> Bool {
        try await store.acquireLock(key, for: job.id, token: job.token)
    }
}
