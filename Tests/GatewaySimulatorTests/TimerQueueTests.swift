import SeededRandom
import Testing
import WallTime

@testable import GatewaySimulator

@Suite("What is planned")
struct TimerQueueTests {
    @Test("comes out by time, and of one time in the order it was planned")
    func order() {
        var random = SeededGenerator(seed: 3)
        var queue = TimerQueue()
        var expected: [(Int64, Int)] = []
        for number in 0..<500 {
            let due = Int64(random.next() % 50)
            expected.append((due, number))
            queue.plan(.faultOver(id: number), at: Timestamp(milliseconds: due))
        }
        expected.sort { $0 < $1 }
        var taken: [(Int64, Int)] = []
        while let (due, event) = queue.takeDue(Timestamp(milliseconds: 50)) {
            if case .faultOver(let number) = event { taken.append((due.milliseconds, number)) }
        }
        #expect(taken.map(\.0) == expected.map(\.0))
        #expect(taken.map(\.1) == expected.map(\.1))
    }

    @Test("stays until it is due")
    func waits() {
        var queue = TimerQueue()
        queue.plan(.traffic, at: Timestamp(seconds: 10))
        #expect(queue.nextDue == Timestamp(seconds: 10))
        #expect(queue.takeDue(Timestamp(milliseconds: 9999)) == nil)
        #expect(queue.takeDue(Timestamp(seconds: 10)) != nil)
        #expect(queue.nextDue == nil)
    }
}
