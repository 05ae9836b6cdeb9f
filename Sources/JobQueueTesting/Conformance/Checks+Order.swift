import Basics
import JobQueue
import WallTime

extension JobStoreConformance {
    static let orderChecks: [Check] = [
        Check("jobs go by priority, then by due time, then by id") { bench in
            let ids = try await bench.enqueue(
                bench.job(priority: 5), bench.job(in: .seconds(3)), bench.job(in: .seconds(2)),
                bench.job(in: .seconds(2)), bench.job(in: .seconds(4), priority: -1), bench.job(priority: .max),
                bench.job(in: .seconds(4), priority: .min))
            bench.clock.advance(by: .seconds(10))
            let claimed = try await bench.claim().map(\.id)
            try bench.expectEqual(claimed, [6, 4, 2, 3, 1, 0, 5].map { ids[$0] }, "The order of the claim")
        },
        Check("single claims keep the order of one large claim") { bench in
            let ids = try await bench.enqueue(
                bench.job(priority: 1), bench.job(), bench.job(priority: 2), bench.job(), bench.job(priority: 1))
            var claimed: [JobID] = []
            for _ in ids { claimed.append(try await bench.claimOne().id) }
            try bench.expectEqual(claimed, [1, 3, 0, 4, 2].map { ids[$0] }, "The order of the claims")
        },
        Check("a queue goes strictly before those named after it, whatever the priorities") { bench in
            let later = try await bench.enqueueOne(bench.job(queue: "bulk", priority: -100))
            let first = try await bench.enqueue(bench.job(queue: "urgent", priority: 9), bench.job(queue: "urgent"))
            let claimed = try await bench.claim(queues: ["urgent", "empty", "bulk"]).map(\.id)
            try bench.expectEqual(claimed, [first[1], first[0], later], "The order of the claim")
        },
        Check("a claim takes from a later queue only when the earlier ones have too little") { bench in
            let first = try await bench.enqueue(bench.job(queue: "first"), bench.job(queue: "first"))
            let later = try await bench.enqueue(bench.job(queue: "later"), bench.job(queue: "later"))
            try bench.expectEqual(
                try await bench.claim(1, queues: ["first", "later"]).map(\.id), [first[0]], "A claim of one")
            try bench.expectEqual(
                try await bench.claim(2, queues: ["first", "later"]).map(\.id), [first[1], later[0]], "A claim of two")
        },
        Check("a claim takes nothing from queues it does not name") { bench in
            try await bench.enqueue(bench.job(queue: "other"), bench.job(queue: "defaul"), bench.job(queue: "default2"))
            try bench.expectEqual(try await bench.claim().count, 0, "Jobs claimed")
        },
        Check("a claim takes at most as many as it asks for") { bench in
            for _ in 0..<5 { try await bench.enqueueOne() }
            try bench.expectEqual(try await bench.claim(3).count, 3, "Jobs claimed of five, asking for three")
            try bench.expectEqual(try await bench.claim(3).count, 2, "Jobs claimed of two, asking for three")
            try bench.expectEqual(try await bench.claim(3).count, 0, "Jobs claimed of none")
        },
        Check("a queue that is named twice gives its jobs once") { bench in
            try await bench.enqueue(bench.job(), bench.job())
            let claimed = try await bench.claim(queues: ["default", "default"])
            try bench.expectEqual(claimed.count, 2, "Jobs claimed of two")
        },
        Check("a delayed job is claimed from the millisecond on in which it is due") { bench in
            try await bench.enqueueOne(bench.job(in: .seconds(60)))
            try bench.expectEqual(try await bench.claim().count, 0, "Jobs claimed at once")
            bench.clock.advance(by: .milliseconds(59_999))
            try bench.expectEqual(try await bench.claim().count, 0, "Jobs claimed a millisecond too early")
            bench.clock.advance(by: .milliseconds(1))
            try bench.expectEqual(try await bench.claim().count, 1, "Jobs claimed when it is due")
        },
        Check("delayed jobs of one priority do not hide due jobs of another") { bench in
            for _ in 0..<20 {
                try await bench.enqueue(bench.job(in: .hours(1), priority: -1), bench.job(in: .hours(1), priority: 1))
            }
            let due = try await bench.enqueue(bench.job(priority: 2), bench.job(priority: 0))
            try bench.expectEqual(try await bench.claim(2).map(\.id), [due[1], due[0]], "The claim")
        },
        Check("a job due in the past goes by its due time") { bench in
            let ids = try await bench.enqueue(bench.job(), bench.job(in: .seconds(-60)))
            try bench.expectEqual(try await bench.claim().map(\.id), [ids[1], ids[0]], "The order of the claim")
        },
        Check("jobs of unknown kinds wait, and hide no others") { bench in
            var unknown: [JobID] = []
            for _ in 0..<30 { unknown.append(try await bench.enqueueOne(bench.job("Future"))) }
            let known = try await bench.enqueueOne(bench.job("Known"))
            try bench.expectEqual(try await bench.claim(5, kinds: ["Known"]).map(\.id), [known], "The claim")
            try bench.expectEqual(try await bench.claim(5, kinds: []).count, 0, "Jobs claimed by a worker of no kinds")
            bench.clock.advance(by: .days(365))
            try bench.expectEqual(
                try await bench.claim(kinds: ["Known"], worker: "other").map(\.id), [known], "The claim after a year")
            try bench.expectEqual(try await bench.depth().pending, 30, "Jobs of the unknown kind that wait")
            let later = try await bench.claim(kinds: ["Known", "Future"], worker: "new")
            try bench.expectEqual(later.map(\.id), unknown, "What a newer worker claims")
            try bench.expect(later.allSatisfy { $0.attempts == 0 && $0.crashes == 0 }, "Waiting was counted.")
        },
    ]
}
