import Foundation
import Synchronization
import Testing

@testable import JobQueue

@Suite("A thread of our own", .timeLimit(.minutes(1)))
struct SerialThreadTests {
    /// A parking that counts, and that says when somebody waits at it.
    private final class CountedParking: ThreadParking {
        let counts = Mutex((parked: 0, unparked: 0))
        private let semaphore = DispatchSemaphore(value: 0)

        func park() {
            counts.withLock { $0.parked += 1 }
            semaphore.wait()
        }

        func unpark() {
            counts.withLock { $0.unparked += 1 }
            semaphore.signal()
        }
    }

    private final class Notebook: Sendable {
        let numbers = Mutex<[Int]>([])
        func add(_ number: Int) { numbers.withLock { $0.append(number) } }
    }

    private func eventually(_ condition: () -> Bool) async throws {
        while !condition() { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test("runs what is added in its order, each once, from however many callers")
    func order() async throws {
        let thread = SerialThread(name: "test")
        let notebook = Notebook()
        await withTaskGroup(of: Void.self) { group in
            for caller in 0..<8 {
                group.addTask {
                    for number in 0..<500 { thread.async { notebook.add(caller * 1000 + number) } }
                }
            }
        }
        let all = try await thread.run { notebook.numbers.withLock { $0 } }
        #expect(all.count == 4000)
        for caller in 0..<8 {
            #expect(all.filter { $0 / 1000 == caller } == (0..<500).map { caller * 1000 + $0 })
        }
    }

    @Test("waits where it is told to, and is woken there for what is added")
    func parking() async throws {
        let thread = SerialThread(name: "test")
        let parking = CountedParking()
        thread.park(at: parking)
        try await eventually { parking.counts.withLock { $0.parked } == 1 }
        #expect(try await thread.run { 7 } == 7)
        #expect(parking.counts.withLock { $0.unparked } == 1)
        try await eventually { parking.counts.withLock { $0.parked } == 2 }
        thread.park(at: nil)
        #expect(parking.counts.withLock { $0.unparked } == 2)
        #expect(try await thread.run { 8 } == 8)
        #expect(parking.counts.withLock { $0.parked } == 2, "It waits elsewhere now.")
    }

    @Test("ends when nobody has it any more, after what was added")
    func end() async throws {
        let notebook = Notebook()
        let parking = CountedParking()
        do {
            let thread = SerialThread(name: "test")
            thread.park(at: parking)
            for number in 0..<100 { thread.async { notebook.add(number) } }
        }
        try await eventually { notebook.numbers.withLock { $0 } == Array(0..<100) }
    }
}
