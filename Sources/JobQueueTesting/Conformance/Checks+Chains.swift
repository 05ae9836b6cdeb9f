import JobQueue
import WallTime

extension JobStoreConformance {
    static let chainChecks: [Check] = [
        Check("the jobs of a chain are enqueued one after the other, each when the one before is done") { bench in
            try await bench.enqueueOne(bench.job("A", chain: [bench.job("B"), bench.job("C")]))
            for (kind, hasChain) in [("A", true), ("B", true), ("C", false)] {
                let claimed = try await bench.claim()
                try bench.expectEqual(claimed.map(\.kind), [kind], "What there is to claim")
                try bench.expectEqual(claimed[0].hasChain, hasChain, "Whether jobs follow \(kind)")
                try await bench.settled(claimed[0])
            }
            try bench.expectEqual(try await bench.depth().size, 0, "Jobs after the last of the chain")
        },
        Check("a chain waits while its job is tried again, and ends where it fails for good") { bench in
            try await bench.enqueueOne(bench.job("A", chain: [bench.job("B")]))
            try await bench.settled(
                try await bench.claimOne(), .retry(after: .zero, .failed, StoreBench.failure))
            try bench.expectEqual(try await bench.depth().size, 1, "Jobs after a retry")
            let again = try await bench.claimOne()
            try bench.expect(again.hasChain, "The chain is lost by a retry.")
            try await bench.settled(again, .fail(.attempts, StoreBench.failure))
            try bench.expectEqual(try await bench.depth().size, 0, "Jobs after a failure for good")
        },
        Check("a chain survives the death of a worker") { bench in
            try await bench.enqueueOne(bench.job("A", chain: [bench.job("B")]))
            _ = try await bench.claimOne(lease: .seconds(1))
            bench.clock.advance(by: .seconds(1))
            try await bench.settled(try await bench.claimOne())
            try bench.expectEqual(try await bench.claim().map(\.kind), ["B"], "What there is to claim")
        },
        Check("a job of a chain that brings a chain of its own goes through that first") { bench in
            let inner = bench.job("B", chain: [bench.job("B1"), bench.job("B2")])
            try await bench.enqueueOne(bench.job("A", chain: [inner, bench.job("C")]))
            var kinds: [String] = []
            while let job = try await bench.claim(1).first {
                kinds.append(job.kind)
                try await bench.settled(job)
            }
            try bench.expectEqual(kinds, ["A", "B", "B1", "B2", "C"], "The order of the chain")
        },
        Check("a chain does not end at a job whose unique key is taken") { bench in
            try await bench.enqueueOne(bench.job("Twin", queue: "other", unique: "key"))
            try await bench.enqueueOne(bench.job("A", chain: [bench.job("B", unique: "key"), bench.job("C")]))
            try await bench.settled(try await bench.claimOne())
            try bench.expectEqual(try await bench.claim().map(\.kind), ["C"], "What there is to claim")
        },
        Check("the delay and the queue of a job of a chain are kept") { bench in
            let due = bench.now + .hours(1)
            var next = bench.job("B", queue: "other", priority: 3)
            next.availableAt = due
            try await bench.enqueueOne(bench.job("A", chain: [next]))
            try await bench.settled(try await bench.claimOne())
            try bench.expectEqual(try await bench.depth("other").delayed, 1, "Delayed jobs")
            bench.clock.set(to: due)
            try bench.expectEqual(try await bench.claim(queues: ["other"]).map(\.kind), ["B"], "What there is to claim")
        },
    ]
}
