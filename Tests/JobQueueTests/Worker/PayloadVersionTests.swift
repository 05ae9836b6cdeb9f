import Foundation
import JobQueue
import JobQueueTesting
import Synchronization
import Testing
import WallTime

@Suite("A payload of another version", .timeLimit(.minutes(1)))
struct PayloadVersionTests {
    /// Version 1 had one name, version 2 has first and last; version 0 nobody knows any more.
    private struct Greeting: Job, Equatable {
        static let kind = "Greeting"
        static let payloadVersion = 2
        var first: String
        var last: String

        static func upgrade(payload: Data, from version: Int) throws -> Data {
            guard version == 1 else {
                throw PayloadError.unsupportedVersion(kind: kind, found: version, supported: payloadVersion)
            }
            struct Old: Codable { var name: String }
            let parts = try JSONDecoder().decode(Old.self, from: payload).name.split(separator: " ").map(String.init)
            return try JSONEncoder().encode(Greeting(first: parts[0], last: parts[1]))
        }
    }

    private let shop = Workshop()

    /// Works off one job of that version, and tells what its handler was given.
    private func work(_ payload: String, version: Int) async throws -> [Greeting] {
        try await shop.queue.enqueue([
            NewJob(kind: Greeting.kind, payload: Data(payload.utf8), payloadVersion: version)
        ])
        let given = Mutex<[Greeting]>([])
        var registry = JobRegistry()
        try registry.register(Greeting.self) { greeting, _ in
            given.withLock { $0.append(greeting) }
            return .done
        }
        #expect(try await shop.worker(.with { $0.stopWhenEmpty = true }, registry: registry).run() == .empty)
        return given.withLock { $0 }
    }

    @Test("that is older is upgraded before the handler sees it")
    func older() async throws {
        #expect(
            try await work(#"{"name":"Siti Rahma"}"#, version: 1) == [Greeting(first: "Siti", last: "Rahma")])
        #expect(shop.results == [.done])
    }

    @Test("that is today's is given as it is")
    func same() async throws {
        #expect(
            try await work(#"{"first":"Siti","last":"Rahma"}"#, version: 2) == [Greeting(first: "Siti", last: "Rahma")])
    }

    @Test(
        "that nobody can read is refused loudly, even if it looks right: it fails at once, is kept, and says which versions",
        arguments: [0, 3])
    func refused(version: Int) async throws {
        #expect(try await work(#"{"first":"Siti","last":"Rahma"}"#, version: version) == [])
        let failed = try #require(try await shop.store.failedJobs().first)
        #expect(failed.reason == "payload")
        #expect(failed.errorMessage?.contains("has version \(version), and this program reads version 2") == true)
        #expect(failed.errorMessage?.contains("Run a worker that knows version \(version)") == true)
    }

    @Test("is refused by a kind that does not say how to read it")
    func withoutUpgrade() async throws {
        try await shop.queue.enqueue([NewJob(kind: TestJob.kind, payload: Data("{}".utf8), payloadVersion: 2)])
        let worker = try shop.worker(.with { $0.stopWhenEmpty = true }) { _, _ in .done }
        _ = try await worker.run()
        #expect(try await shop.store.failedJobs().map(\.reason) == ["payload"])
    }

    @Test("is what a job is enqueued with")
    func enqueued() throws {
        #expect(try NewJob(Greeting(first: "Siti", last: "Rahma")).payloadVersion == 2)
    }
}
