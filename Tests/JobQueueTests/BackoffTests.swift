import JobQueue
import Testing

@Suite("Back-off")
struct BackoffTests {
    @Test(
        "each failed attempt has its delay, and the last one repeats",
        arguments: [(-1, 1), (0, 1), (1, 1), (2, 5), (3, 10), (4, 10), (1000, 10), (Int.max, 10)])
    func delays(attempts: Int, seconds: Int) {
        let backoff = Backoff([.seconds(1), .seconds(5), .seconds(10)])
        #expect(backoff.delay(afterAttempt: attempts, random: 0) == .seconds(seconds))
    }

    @Test("an empty list means no delay")
    func emptyList() {
        #expect(Backoff([]).delay(afterAttempt: 3, random: 0.9) == .zero)
    }

    @Test("a negative delay means none")
    func negativeDelay() {
        #expect(Backoff([.seconds(-5)]).delays == [.zero])
    }

    @Test(
        "jitter adds a drawn share of the delay, and is held within 0 and 1",
        arguments: [(0.1, 0.5, 10_500), (0.1, 0, 10_000), (1, 1, 20_000), (7, 1, 20_000), (-1, 1, 10_000)])
    func jitter(jitter: Double, random: Double, milliseconds: Int) {
        let delay = Backoff([.seconds(10)], jitter: jitter).delay(afterAttempt: 1, random: random)
        #expect(abs((delay - .milliseconds(milliseconds)).components.attoseconds) < 1_000_000_000)
        #expect((delay - .milliseconds(milliseconds)).components.seconds == 0)
    }
}
