import Basics
import FoundationEssentials
import JobQueue
import WallTime

extension JobStoreConformance {
    static let enqueueChecks: [Check] = [
        Check("an enqueued job is claimed as it was handed in") { bench in
            let new = NewJob(
                queue: "letters", kind: "Send", payload: Data(#"{"to":"Zoë","n":[1,2.5,null]}"#.utf8),
                payloadVersion: 7,
                priority: -3, uniqueKey: "send-1", maxAttempts: 9,
                trace: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
            let enqueuedAt = bench.now
            let id = try await bench.enqueueOne(new)
            bench.clock.advance(by: .seconds(5))
            let job = try bench.require(
                try await bench.claim(queues: ["letters"]).first, "The job is not claimed")
            let expected = ClaimedJob(
                id: id, queue: "letters", kind: "Send", payload: new.payload, payloadVersion: 7, attempts: 0,
                crashes: 0,
                maxAttempts: 9, availableAt: enqueuedAt, createdAt: enqueuedAt, uniqueKey: "send-1", trace: new.trace,
                batch: nil, hasChain: false, token: job.token)
            try bench.expectEqual(job, expected, "The claimed job")
        },
        Check("jobs enqueued together are all new and have rising ids in their order") { bench in
            let first = try await bench.store.enqueue((0..<50).map { _ in bench.job() }, durability: .durable)
            let second = try await bench.store.enqueue((0..<50).map { _ in bench.job() }, durability: .fast)
            let answers = first + second
            try bench.expectEqual(answers.count, 100, "Answers to 100 jobs")
            try bench.expect(answers.allSatisfy(\.isNew), "A job without a unique key is not new.")
            let ids = answers.map(\.id)
            try bench.expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 }, "The ids do not rise: \(ids).")
        },
        Check("an id is never used again") { bench in
            let last = try await bench.enqueue(bench.job(), bench.job(), bench.job())[2]
            for job in try await bench.claim() { try await bench.settled(job) }
            let next = try await bench.enqueueOne()
            try bench.expect(next > last, "The id \(next) comes after \(last).")
        },
        Check("no jobs are enqueued by enqueuing none") { bench in
            let answers = try await bench.store.enqueue([], durability: .durable)
            try bench.expectEqual(answers, [], "Answers to no jobs")
        },
        Check("jobs are enqueued all or none") { bench in
            let nameless = NewJob(queue: "default", kind: "")
            try await bench.expectRefusal(.invalidJob, of: "A job without a kind") {
                try await bench.enqueue(bench.job(), bench.job(unique: "key"), nameless)
            }
            try bench.expectEqual(try await bench.depth().size, 0, "Jobs in the queue after a refusal")
            let answer = try await bench.store.enqueue([bench.job(unique: "key")], durability: .durable)[0]
            try bench.expect(answer.isNew, "A key is taken by a job that was never enqueued.")
        },
        Check("names have 1 to 200 bytes, and nothing that keeps them from being told apart, typed or listed") {
            bench in
            let longest = String(repeating: "ü", count: 100)
            let bad = ["", longest + "a", "a,b", " a", "a ", "a\tb", "a\0b", "*", "cafe\u{301}"]
            for name in bad {
                try await bench.expectRefusal(.invalidJob, of: "The kind \(name)") {
                    try await bench.enqueueOne(NewJob(kind: name))
                }
                try await bench.expectRefusal(.invalidJob, of: "The queue \(name)") {
                    try await bench.enqueueOne(NewJob(queue: name, kind: "Check"))
                }
                try await bench.expectRefusal(.invalidJob, of: "The kind \(name) in a chain") {
                    try await bench.enqueueOne(bench.job(chain: [NewJob(kind: name)]))
                }
            }
            try await bench.enqueueOne(NewJob(queue: longest, kind: longest))
            let job = try bench.require(try await bench.claim(queues: [longest]).first, "The job is not claimed")
            try bench.expectEqual(job.kind, longest, "The kind")
        },
        Check("a payload has at most 1 MiB") { bench in
            let largest = Data((#"""# + String(repeating: "x", count: NewJob.maximumPayloadSize - 2) + #"""#).utf8)
            try await bench.enqueueOne(NewJob(kind: "Check", payload: largest))
            try bench.expectEqual(try await bench.claimOne().payload, largest, "The largest payload")
            try await bench.expectRefusal(.invalidJob, of: "A payload of 1 MiB and a byte") {
                try await bench.enqueueOne(NewJob(kind: "Check", payload: largest + Data(" ".utf8)))
            }
        },
        Check("names may hold quotes and signs, payloads any characters") { bench in
            let odd = "a'b\"c;-- \\ % _ \u{1F600}\u{0301}"
            let payload = Data(#"{"text":"\u0000 ' \" — 🙂"}"#.utf8)
            try await bench.enqueueOne(NewJob(queue: odd, kind: odd, payload: payload, uniqueKey: odd))
            let job = try bench.require(
                try await bench.claim(queues: [odd], kinds: [Name(odd)]).first, "It is not claimed")
            try bench.expectEqual(job.queue, odd, "The queue")
            try bench.expectEqual(job.kind, odd, "The kind")
            try bench.expectEqual(job.payload, payload, "The payload")
            try bench.expectEqual(job.uniqueKey, odd, "The key")
        },
        Check("at most one live job has a unique key, and the enqueue says so") { bench in
            let id = try await bench.enqueueOne(bench.job(unique: "key"))
            func expectTaken(while state: String, line: Int = #line) async throws {
                let answer = try await bench.store.enqueue([bench.job(unique: "key")], durability: .durable)[0]
                try bench.expectEqual(
                    answer, EnqueuedJob(id: id, isNew: false), "A second job with the key while the first \(state)",
                    line: line)
            }
            try await expectTaken(while: "waits")
            let job = try await bench.claimOne()
            try await expectTaken(while: "is leased")
            try await bench.settled(job, .retry(after: .seconds(10), .failed, StoreBench.failure))
            try await expectTaken(while: "waits for its retry")
            bench.clock.advance(by: .seconds(10))
            try await bench.settled(try await bench.claimOne())
            let answer = try await bench.store.enqueue([bench.job(unique: "key")], durability: .durable)[0]
            try bench.expect(answer.isNew && answer.id != id, "The key is still taken after the job is done.")
        },
        Check("a job that failed for good frees its unique key") { bench in
            try await bench.enqueueOne(bench.job(unique: "key"))
            try await bench.settled(try await bench.claimOne(), .fail(.discarded, StoreBench.failure))
            let answer = try await bench.store.enqueue([bench.job(unique: "key")], durability: .durable)[0]
            try bench.expect(answer.isNew, "The key is still taken.")
        },
        Check("jobs of one enqueue may share a unique key: the first is new, the others are it") { bench in
            let answers = try await bench.store.enqueue(
                [bench.job(unique: "a"), bench.job(), bench.job(unique: "a"), bench.job(unique: "b")],
                durability: .durable)
            try bench.expectEqual(answers.map(\.isNew), [true, true, false, true], "Which are new")
            try bench.expectEqual(answers[2].id, answers[0].id, "The id of the second with the key")
            try bench.expectEqual(try await bench.depth().size, 3, "Jobs in the queue")
        },
        Check("an empty unique key is a key") { bench in
            let answers = try await bench.store.enqueue(
                [bench.job(unique: ""), bench.job(unique: "")], durability: .durable)
            try bench.expectEqual(answers.map(\.isNew), [true, false], "Which are new")
        },
    ]
}
