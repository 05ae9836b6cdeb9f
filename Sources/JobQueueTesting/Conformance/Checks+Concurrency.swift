import JobQueue
import WallTime

extension JobStoreConformance {
    static let concurrencyChecks: [Check] = [
        Check("jobs enqueued at the same time are all kept, each with its own id") { bench in
            let ids = try await withThrowingTaskGroup(of: [JobID].self) { group in
                for _ in 0..<64 {
                    group.addTask { try await bench.enqueue(bench.job(), bench.job()) }
                }
                var ids: Set<JobID> = []
                for try await new in group {
                    try bench.expect(new[0] < new[1], "The jobs of one enqueue are out of order.")
                    ids.formUnion(new)
                }
                return ids
            }
            try bench.expectEqual(ids.count, 128, "Different ids")
            try bench.expectEqual(try await bench.depth().pending, 128, "Jobs in the queue")
        },
        Check("of the same unique key enqueued at the same time one is new") { bench in
            let new = try await withThrowingTaskGroup(of: EnqueuedJob.self) { group in
                for _ in 0..<32 {
                    group.addTask {
                        try await bench.store.enqueue([bench.job(unique: "key")], durability: .durable)[0]
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            try bench.expectEqual(new.count { $0.isNew }, 1, "New jobs")
            try bench.expectEqual(Set(new.map(\.id)).count, 1, "Different ids")
        },
        Check("one refused enqueue harms no other of the same time") { bench in
            let kept = try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<60 {
                    group.addTask {
                        let name = index % 3 == 0 ? "" : "Check"
                        do {
                            return try await bench.enqueue(bench.job(), NewJob(kind: name)).count
                        } catch let error as JobStoreError where error.code == .invalidJob {
                            return 0
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            try bench.expectEqual(kept, 80, "Jobs that were said to be enqueued")
            try bench.expectEqual(try await bench.depth().pending, 80, "Jobs in the queue")
        },
        Check("workers that claim at the same time never get the same job") { bench in
            for _ in 0..<20 {
                _ = try await bench.store.enqueue((0..<25).map { _ in bench.job() }, durability: .fast)
            }
            let claimed = try await withThrowingTaskGroup(of: [JobID].self) { group in
                for index in 0..<8 {
                    group.addTask {
                        var ids: [JobID] = []
                        while true {
                            let jobs = try await bench.claim(7, worker: "worker \(index)")
                            if jobs.isEmpty { return ids }
                            ids += jobs.map(\.id)
                            let answers = try await bench.exchange(
                                jobs.map { bench.settlement(of: $0) }, worker: "worker \(index)"
                            ).settled
                            try bench.expect(answers.allSatisfy { $0 == .settled }, "A held job cannot be settled.")
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            try bench.expectEqual(claimed.count, 500, "Jobs claimed in all")
            try bench.expectEqual(Set(claimed).count, 500, "Different jobs claimed")
        },
    ]
}
