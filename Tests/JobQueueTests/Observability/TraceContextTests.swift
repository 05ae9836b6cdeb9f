import FoundationEssentials
import JobQueue
import JobQueueTesting
import Logging
import Testing
import WallTime

@Suite("Trace context")
struct TraceContextTests {
    private static let header = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    @Test("a traceparent is read and written back")
    func roundTrip() throws {
        let trace = try #require(TraceContext(traceparent: Self.header))
        #expect(trace.traceID == "0af7651916cd43dd8448eb211c80319c")
        #expect(trace.parentID == "b7ad6b7169203331")
        #expect(trace.flags == 1)
        #expect(trace.description == Self.header)
        #expect(TraceContext(traceparent: "cc" + Self.header.dropFirst(2) + "-more") == trace)
    }

    @Test(
        "what is no traceparent is refused",
        arguments: [
            "", "00", "garbage", header.uppercased(), header + "-more", header + "0", "ff" + header.dropFirst(2),
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01", "00-0af7651916cd43dd-b7ad6b7169203331-01",
            "00-０af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", String(repeating: "0-", count: 10_000),
        ])
    func refusal(header: String) {
        #expect(TraceContext(traceparent: header) == nil)
    }

    @Test(
        "what a handler enqueues belongs to the trace of its job, whichever way it does so, and so do the steps of a chain"
    )
    func inheritance() async throws {
        let store = InMemoryJobStore()
        let queue = Queue(store: store)
        var registry = JobRegistry()
        try registry.register(CallService.self) { job, context in
            #expect(context.trace?.description == Self.header)
            #expect(TraceContext.current == context.trace)
            guard job.service == "first" else { return .done }
            try await queue.enqueue(CallService(service: "by the queue"))
            context.enqueueOnSettle([NewJob(kind: "CallService", payload: .init(#"{"service": "on settle"}"#.utf8))])
            return .done
        }
        let next = NewJob(kind: "CallService", payload: .init(#"{"service": "chained"}"#.utf8))
        try await queue.enqueue(NewJob(CallService(service: "first"), .trace(Self.header)).followed(by: next))
        var options = WorkerOptions()
        options.stopWhenEmpty = true
        let done = CallCounter()
        let worker = Worker(
            store: store, registry: registry, options: options,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onFinish: { report in
                #expect(report.job.trace == Self.header)
                done.count()
            })
        #expect(try await worker.run() == .empty)
        #expect(done.value == 4)
        #expect(TraceContext.current == nil)
    }

    @Test("a trace that cannot be read is carried on, and means nothing to the handler")
    func damaged() async throws {
        let store = InMemoryJobStore()
        try await Queue(store: store).enqueue(CallService(service: "a"), .trace("from another world"))
        let request = ClaimRequest(queues: ["default"], limit: 1)
        let job = try #require(try await store.exchange(Exchange(worker: "one", claim: request)).claimed.first)
        #expect(job.trace == "from another world")
        let context = JobContext(
            job: job, store: store, clock: ManualClock(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        #expect(context.trace == nil)
    }
}
