import Foundation
import Synchronization
import Testing
import WallTime

@testable import JobQueue

@Suite("While handlers block all of Swift's shared threads", .timeLimit(.minutes(2)))
struct BlockedThreadsTests {
    private final class Room: Sendable {
        let blocked = Mutex(0)
        let hasSlept = Mutex(false)
    }

    @Test("a sleep of the system's clock ends in time, on a thread of its own")
    func sleep() async throws {
        let room = Room()
        let patience = ContinuousClock.now + .seconds(30)
        let sleeper = Task(executorPreference: ThreadExecutor(name: "test")) {
            while room.blocked.withLock({ $0 }) < ProcessInfo.processInfo.activeProcessorCount { usleep(1000) }
            try await SystemClock().sleep(for: .milliseconds(20))
            room.hasSlept.withLock { $0 = true }
        }
        let sawIt = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<ProcessInfo.processInfo.activeProcessorCount * 4 {
                group.addTask {
                    room.blocked.withLock { $0 += 1 }
                    while !room.hasSlept.withLock({ $0 }), ContinuousClock.now < patience { usleep(1000) }
                    return room.hasSlept.withLock { $0 }
                }
            }
            return await group.allSatisfy { $0 }
        }
        try await sleeper.value
        #expect(sawIt, "It slept until a shared thread was free.")
    }

    @Test("a sleep that is cancelled ends at once")
    func cancelled() async throws {
        for delay in [0, 1, 5] {
            let sleeper = Task { try await SystemClock().sleep(for: .hours(5)) }
            try await Task.sleep(for: .milliseconds(delay))
            sleeper.cancel()
            await #expect(throws: CancellationError.self) { try await sleeper.value }
        }
    }
}
