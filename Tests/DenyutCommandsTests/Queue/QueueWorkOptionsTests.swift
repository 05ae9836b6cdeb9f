import ArgumentParser
import JobQueue
import Testing

@testable import DenyutCommands

@Suite("The options of queue-work")
struct QueueWorkOptionsTests {
    private func options(_ arguments: String...) async throws -> WorkerOptions {
        try await QueueWork.asyncParse(arguments).options()
    }

    @Test("reach the worker, each as its help says")
    func each() async throws {
        #expect(try await options("--queue= a, b,,c").queues == ["a", "b", "c"])
        #expect(try await options("--name=night").name == "night")
        #expect(try await options("--sleep=0.5").pollInterval == .milliseconds(500))
        #expect(try await options("--rest=2").rest == .seconds(2))
        #expect(try await options("--timeout=7").timeout == .seconds(7))
        #expect(try await options("--timeout=0").timeout == nil)
        #expect(try await options("--lease=30").lease == .seconds(30))
        #expect(try await options("--concurrency=3").concurrency == 3)
        #expect(try await options("--max-jobs=5").maxJobs == 5)
        #expect(try await options("--max-jobs=0").maxJobs == nil)
        #expect(try await options("--max-time=1.5").maxTime == .milliseconds(1500))
        #expect(try await options("--memory=500").memoryLimit == 500 << 20)
        #expect(try await options("--force").ignoresPauses)
        #expect(try await options("--stop-when-empty").stopWhenEmpty)
        let once = try await options("--once", "--concurrency=8")
        #expect(once.concurrency == 1 && once.maxJobs == 1 && once.stopWhenEmpty)
    }

    @Test("--queue names each queue once, by its bytes: two spellings of an accent are two queues")
    func spellings() async throws {
        let queues = try await options("--queue=caf\u{E9},cafe\u{301},caf\u{E9},a,\u{301}b").queues
        #expect(queues.map { Array($0.utf8) } == ["caf\u{E9}", "cafe\u{301}", "a", "\u{301}b"].map { Array($0.utf8) })
    }

    @Test("--queue refuses what no queue can be served by", arguments: ["*", "a,*", "a\u{7}b", ",", ""])
    func badQueues(queues: String) async throws {
        await #expect(throws: (any Error).self) { try await QueueWork.asyncParse(["--queue=\(queues)"]) }
    }

    @Test("--tries and --backoff make the policy of kinds that have none: one delay each, and the last one repeats")
    func retries() async throws {
        let policy = try await options("--tries=7", "--backoff=1, 5,0.5").retryPolicy
        #expect(policy.maxAttempts == 7)
        #expect(policy.backoff.delays == [.seconds(1), .seconds(5), .milliseconds(500)])
    }

    @Test("are the worker's own defaults where nothing is said, but for what its help names")
    func defaults() async throws {
        let options = try await options()
        #expect(options.queues == ["default"])
        #expect(options.concurrency == 10)
        #expect(options.lease == .seconds(60))
        #expect(options.timeout == .seconds(300))
        #expect(options.retryPolicy.maxAttempts == 3)
        #expect(options.maxJobs == nil && options.maxTime == nil && options.memoryLimit == nil)
        #expect(!options.ignoresPauses && !options.stopWhenEmpty)
    }

    @Test(
        "are left out for the children of a supervisor that are its own",
        arguments: [
            ["denyut", "queue-work", "--processes", "4", "--queue=a"],
            ["denyut", "queue-work", "--queue=a", "--processes=4"],
        ])
    func children(arguments: [String]) {
        #expect(WorkerSupervisor.childArguments(arguments) == ["denyut", "queue-work", "--queue=a"])
    }
}
