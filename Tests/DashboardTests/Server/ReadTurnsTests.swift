import Gateways
import Synchronization
import Testing

@testable import Dashboard

@Suite("Questions of one user", .timeLimit(.minutes(1)))
struct ReadTurnsTests {
    private final class Log: Sendable {
        private let names = Mutex<[String]>([])
        func add(_ name: String) { names.withLock { $0.append(name) } }
        var all: [String] { names.withLock { $0 } }
    }

    @Test("are answered two at a time, and keep nobody else waiting")
    func twoAtOnce() async throws {
        let turns = ReadTurns()
        let begun = Log()
        let door = AsyncSemaphore(permits: 0)
        async let long: Void = withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    try await turns.run(of: "viewer") {
                        begun.add("viewer")
                        try await door.acquire()
                        door.release()
                    }
                }
            }
            try await group.waitForAll()
        }
        while begun.all.count < 2 { await Task.yield() }
        // Others come at once although two are under way and three wait.
        for _ in 0..<10 { try await turns.run(of: "operator") { begun.add("operator") } }
        #expect(begun.all.filter { $0 == "viewer" }.count == 2)
        door.release()
        try await long
        #expect(begun.all.filter { $0 == "viewer" }.count == 5)
    }

    @Test("give their turn back when they fail")
    func failing() async throws {
        struct Wrong: Error {}
        let turns = ReadTurns()
        for _ in 0..<5 {
            await #expect(throws: Wrong.self) { try await turns.run(of: "viewer") { throw Wrong() } }
        }
        #expect(try await turns.run(of: "viewer") { 7 } == 7)
    }
}
