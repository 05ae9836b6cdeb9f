import JobQueue
import Testing
import WallTime

@testable import DenyutCommands
@testable import JobQueueSQLite

@Suite("Rates of the last minute") struct RecentRatesTests {
    private static let minute = Timestamp(seconds: 1_767_225_600)

    private func rates(secondsIntoMinute: Int64) -> RecentRates {
        let minutes = [-1, 0].map { offset in
            QueueMinute(
                minute: Self.minute + .minutes(offset), queue: "default", kind: "NoOp", enqueued: 60, done: 30,
                failed: 0,
                retried: 0, runTime: .zero, waitTime: .zero)
        }
        return RecentRates(minutes, now: Self.minute + .seconds(secondsIntoMinute))
    }

    @Test(
        "count this minute in full and of the one before what is not yet a minute ago",
        arguments: [(0, 120), (20, 100), (30, 90), (60, 60)] as [(Int64, Int)])
    func share(seconds: Int64, expected: Int) {
        #expect(rates(secondsIntoMinute: seconds).enqueued("default") == expected)
        #expect(rates(secondsIntoMinute: seconds).done("default") == expected / 2)
    }

    @Test("a queue that nothing went through has none")
    func otherQueue() {
        #expect(rates(secondsIntoMinute: 10).enqueued("other") == 0)
    }
}
