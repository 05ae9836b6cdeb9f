import Basics
import Foundation
import Gateways
import JobQueue
import JobQueueTesting
import NIOHTTP1
import Testing
import WallTime

@testable import Dashboard

/// The queues of the page need no database: any store with `JobAdministration` will do.
@Suite("The page's queues, over a store in memory")
struct QueuePageTests {
    private static let report = FailureReport(type: "NoNetwork", message: "the line is dead")

    /// A store with a job in each state, and the ids by state.
    private static func filled() async throws -> (store: InMemoryJobStore, ids: [JobRecord.State: JobID]) {
        let store = InMemoryJobStore()
        let answers = try await store.enqueue(
            [
                NewJob(queue: "mail", kind: "Fail"), NewJob(queue: "mail", kind: "Finish"),
                NewJob(queue: "mail", kind: "Run"),
            ], durability: .durable)
        func claim(_ kind: String) async throws -> ClaimedJob {
            let request = ClaimRequest(queues: ["mail"], kinds: [Name(kind)], limit: 1)
            return try #require(try await store.exchange(Exchange(worker: "w1", claim: request)).claimed.first)
        }
        for (kind, verdict) in [
            ("Fail", Settlement.Verdict.fail(.attempts, report)), ("Finish", .done(keepFor: .hours(1))),
        ] {
            let job = try await claim(kind)
            let now = SystemClock().now()
            _ = try await store.exchange(
                Exchange(
                    worker: "w1",
                    settlements: [Settlement(job: job, verdict: verdict, startedAt: now, finishedAt: now)]))
        }
        _ = try await claim("Run")
        let more = try await store.enqueue(
            [
                NewJob(queue: "mail", kind: "Wait", payload: .init(#"{"to":7}"#.utf8), uniqueKey: "k"),
                NewJob(queue: "mail", kind: "Later", delay: .hours(1)),
            ], durability: .durable)
        return (
            store,
            [
                .failed: answers[0].id, .finished: answers[1].id, .running: answers[2].id, .pending: more[0].id,
                .delayed: more[1].id,
            ]
        )
    }

    @Test("a job is listed under the state it is in, by the word of that state", arguments: JobRecord.State.allCases)
    func states(state: JobRecord.State) async throws {
        let (store, ids) = try await Self.filled()
        try await Bench.running(queues: store) { bench in
            let list = try await bench.ask(.GET, "/api/v1/jobs?state=\(state.rawValue)", token: Bench.viewerToken)
            #expect(list.status == 200)
            let items = list.json["items"].array ?? []
            #expect(items.map { $0["id"].int } == [ids[state].map { Int($0.rawValue) }])
            #expect(items.first?["state"].string == state.rawValue)
        }
    }

    @Test("the queue shows how many of its jobs are in which state")
    func depth() async throws {
        let (store, _) = try await Self.filled()
        try await Bench.running(queues: store) { bench in
            let answer = try await bench.ask(.GET, "/api/v1/queues", token: Bench.viewerToken)
            let item = try #require(answer.json["items"].array?.first { $0["queue"].string == "mail" })
            #expect(item["pending"].int == 1)
            #expect(item["delayed"].int == 1)
            #expect(item["reserved"].int == 1)
        }
    }

    @Test("pausing and resuming reach the store")
    func pausing() async throws {
        let (store, _) = try await Self.filled()
        try await Bench.running(queues: store) { bench in
            let paused = try await bench.ask(.POST, "/api/v1/queues/mail/pause", token: Bench.operatorToken, body: "{}")
            #expect(paused.status == 202)
            #expect(try await store.pauses().keys.map(\.text) == ["mail"])
            let resumed = try await bench.ask(
                .POST, "/api/v1/queues/mail/resume", token: Bench.operatorToken, body: "{}")
            #expect(resumed.status == 202)
            #expect(try await store.pauses().isEmpty)
        }
    }

    @Test("a failed job is shown with its error and its attempts, retried once, and not twice")
    func retry() async throws {
        let (store, ids) = try await Self.filled()
        let id = try #require(ids[.failed])
        try await Bench.running(queues: store) { bench in
            let shown = try await bench.ask(.GET, "/api/v1/jobs/\(id)", token: Bench.viewerToken)
            #expect(shown.json["error"]["type"].string == "NoNetwork")
            #expect(shown.json["history"].array?.count == 1)
            let retried = try await bench.ask(.POST, "/api/v1/jobs/\(id)/retry", token: Bench.operatorToken, body: "{}")
            #expect(retried.status == 202)
            #expect(try await store.job(id)?.state == .pending)
            let again = try await bench.ask(.POST, "/api/v1/jobs/\(id)/retry", token: Bench.operatorToken, body: "{}")
            #expect(again.status == 404)
        }
    }

    @Test("cancelling fails a job that waits, and asks the worker of one that runs")
    func cancel() async throws {
        let (store, ids) = try await Self.filled()
        let waiting = try #require(ids[.pending])
        let running = try #require(ids[.running])
        try await Bench.running(queues: store) { bench in
            for id in [waiting, running] {
                let path = "/api/v1/jobs/\(id)/cancel"
                let answer = try await bench.ask(.POST, path, token: Bench.operatorToken, body: "{}")
                #expect(answer.status == 202)
            }
            let cancelled = try await store.job(waiting)
            #expect(cancelled?.reason == FailureReason.cancelled.rawValue)
            let asked = try await store.job(running)
            #expect(asked?.cancelRequestedAt != nil)
        }
    }
}
