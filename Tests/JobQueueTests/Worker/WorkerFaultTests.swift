import JobQueue
import JobQueueTesting
import Synchronization
import Testing
import WallTime

@Suite("A store that fails", .timeLimit(.minutes(2)))
struct WorkerFaultTests {
    /// What jobs of all kinds of fate leave behind, done through a store that fails as the closure says.
    private struct History: Equatable {
        var effects: Int
        var failed: [String]
        var attempts: [String]
        var left: Int
    }

    /// Enqueues jobs, works them off, and tells what came of it and how many calls of the store that took.
    private func history(fault: @escaping @Sendable (FaultyStore.Call) -> (any Error)?) async throws -> (History, Int) {
        let shop = Workshop()
        let store = FaultyStore(shop.store, fault: fault)
        let worker = try shop.worker(store: store, .with { $0.concurrency = 2 }) { job, context in
            switch job.name {
            case "discarded": return .discard(reason: "on purpose")
            case "second time" where context.attempt == 1: throw TestError()
            case "later" where context.clock.now() < shop.start + .seconds(60):
                return .snooze(until: shop.start + .seconds(60))
            default:
                context.enqueueOnSettle([NewJob(queue: "effects", kind: "Effect")])
                return .done
            }
        }
        let names = ["a", "b", "discarded", "c", "second time", "later", "d"]
        var ids: [JobID] = []
        for name in names {
            // A producer that is refused tries again.
            while true {
                do {
                    ids.append(try await Queue(store: store).enqueue(TestJob(name: name)).id)
                    break
                } catch is JobStoreError {}
            }
        }
        async let end = worker.run()
        while try await shop.depth().size > 0 {
            try await Task.sleep(for: .milliseconds(1))
            shop.clock.advanceToNextDeadline()
        }
        worker.stop()
        // It may be waiting for the store to answer.
        let driver = Task {
            while !Task.isCancelled {
                try await Task.sleep(for: .milliseconds(1))
                shop.clock.advanceToNextDeadline()
            }
        }
        _ = try await end
        driver.cancel()
        var attempts: [String] = []
        for id in ids { attempts += try await shop.store.attempts(of: id).map(\.outcome) }
        let history = History(
            effects: try await shop.store.depth(of: "effects").size,
            failed: try await shop.store.failedJobs().compactMap(\.errorMessage), attempts: attempts,
            left: try await shop.depth().size)
        return (history, store.callCount)
    }

    private static let expected = History(
        effects: 6, failed: ["on purpose"], attempts: ["discarded", "failed"], left: 0)

    @Test(
        "at any one of its calls loses nothing and repeats nothing",
        arguments: [JobStoreError.Code.busy, .full, .inputOutput])
    func once(code: JobStoreError.Code) async throws {
        let (history, calls) = try await history { _ in nil }
        #expect(history == Self.expected)
        #expect(calls > 10)
        for number in 0..<calls + 2 {
            let (history, _) = try await self.history { call in
                call.number == number ? JobStoreError(code, "call \(number) fails") : nil
            }
            #expect(history == Self.expected, "call \(number) failed")
        }
    }

    @Test("at every other call, or for a while, loses nothing and repeats nothing", arguments: [2, 3])
    func often(modulus: Int) async throws {
        let (history, _) = try await history { call in
            call.number % modulus == 1 ? JobStoreError(.full, "now and then") : nil
        }
        #expect(history == Self.expected)
        let (second, _) = try await self.history { call in
            (8..<8 + 10 * modulus).contains(call.number) ? JobStoreError(.busy, "for a while") : nil
        }
        #expect(second == Self.expected)
    }
}
