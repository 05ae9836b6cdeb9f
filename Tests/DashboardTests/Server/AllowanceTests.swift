import Logging
import Testing
import WallTime

@testable import Dashboard

/// The state machines behind allowances, without a server.
@Suite("Allowances")
struct AllowanceTests {
    private let now = Timestamp(seconds: 1_800_000_000)

    private func asker(_ address: String, _ network: String = "n", device: String? = nil) -> LoginAsker {
        LoginAsker(address: address, network: network, device: device)
    }

    // MARK: Requests

    @Test("a full table keeps those it knows, and all others share one bucket")
    func fullTable() {
        let limiter = RateLimiter(perSecond: 1, burst: 3, limit: 10)
        for number in 0..<10 { #expect(limiter.take("known-\(number)", now: now) == nil) }
        var refused = 0
        for number in 0..<100 where limiter.take("new-\(number)", now: now) != nil { refused += 1 }
        #expect(refused == 97)
        #expect(limiter.take("known-3", now: now) == nil)
        #expect(limiter.take("known-3", now: now) == nil)
        #expect(limiter.take("known-3", now: now) != nil)
        // Those that were not seen for a while make room.
        let later = now + .seconds(10)
        #expect(limiter.take("new-200", now: later) == nil)
    }

    @Test("refusals are a line at once, and then a line a minute with their number")
    func refusalLog() {
        let log = LineLog()
        let refusals = RefusalLog(logger: log.logger)
        for number in 0..<1000 {
            refusals.note("webhook a", "Refused.", metadata: [:], now: now + .milliseconds(number))
        }
        #expect(log.lines(from: .warning).count == 1)
        refusals.flush(now: now + .seconds(30))
        #expect(log.lines(from: .warning).count == 1)
        refusals.flush(now: now + .seconds(61))
        #expect(log.lines(from: .warning).count == 2)
        #expect(log.lines(from: .warning).last?.contains("998") == true)
        for number in 0..<10_000 {
            refusals.note("webhook \(number)", "Refused.", metadata: [:], now: now + .seconds(62))
        }
        #expect(log.lines(from: .warning).count <= 203, "Kinds are bounded.")
    }

    // MARK: Logins

    @Test("many addresses that try one name keep out nobody who has not failed")
    func distributedGuessing() {
        var throttle = LoginThrottle()
        for number in 0..<80 { throttle.failed(user: "ani", asker("a\(number)", "n\(number)"), now: now) }
        #expect(throttle.wait(user: "ani", asker("a3", "n3"), now: now) != nil, "No second try for who has failed.")
        #expect(throttle.wait(user: "ani", asker("fresh", "m"), now: now) == nil)
        #expect(throttle.wait(user: "ani", asker("a3", "n3", device: "d"), now: now) == nil)
    }

    @Test("spellings of a name are one name")
    func spellings() {
        var throttle = LoginThrottle()
        for _ in 0..<5 { throttle.failed(user: "Rene\u{301}e", asker("a"), now: now) }
        #expect(throttle.wait(user: "Ren\u{E9}e", asker("a"), now: now) != nil)
    }

    @Test("a net that changes its addresses is slowed down as a whole")
    func networks() {
        var throttle = LoginThrottle()
        for number in 0..<300 { throttle.failed(user: "u\(number)", asker("a\(number)"), now: now) }
        #expect(throttle.wait(user: "other", asker("a999"), now: now) != nil)
        #expect(throttle.wait(user: "other", asker("a999", "m"), now: now) == nil)
    }

    @Test("a flood of new addresses does not make it forget who has been guessing")
    func bounded() {
        var throttle = LoginThrottle(limit: 100)
        for _ in 0..<30 { throttle.failed(user: "ani", asker("guesser", "g"), now: now) }
        for number in 0..<5000 { throttle.failed(user: "u\(number)", asker("a\(number)", "n\(number)"), now: now) }
        #expect(throttle.wait(user: "ani", asker("guesser", "g"), now: now) != nil)
    }

    // MARK: Comparisons

    @Test("strangers hold all places but one, which is for browsers that are known")
    func reservedPlace() {
        var queue = ComparisonQueue(places: 4, limit: 64)
        for id in 1...3 { #expect(queue.ask(id, network: "a", isKnown: false) == .begin) }
        #expect(queue.ask(4, network: "b", isKnown: false) == .wait(dropped: nil))
        #expect(queue.ask(5, network: "c", isKnown: true) == .begin)
        #expect(queue.ask(6, network: "c", isKnown: true) == .wait(dropped: nil))
        #expect(queue.leave(1) == 6, "Who is known comes first.")
        #expect(queue.leave(2) == 4)
        #expect(queue.leave(5) == nil)
    }

    @Test("a flood from one net makes another wait for one comparison, and is itself sent away")
    func fairness() {
        var queue = ComparisonQueue(places: 4, limit: 8)
        for id in 0..<100 { _ = queue.ask(id, network: "flood", isKnown: false) }
        #expect(queue.ask(1000, network: "home", isKnown: false) != .wait(dropped: 1000))
        #expect(queue.leave(0) == 1000)
        #expect(queue.leave(1) != nil)
    }

    @Test("who waits too long leaves, and takes nobody's place")
    func impatience() {
        var queue = ComparisonQueue(places: 2, limit: 8)
        #expect(queue.ask(1, network: "a", isKnown: false) == .begin)
        #expect(queue.ask(2, network: "a", isKnown: false) == .wait(dropped: nil))
        #expect(queue.ask(3, network: "a", isKnown: false) == .wait(dropped: nil))
        #expect(queue.leave(2) == nil)
        #expect(queue.leave(1) == 3)
        #expect(queue.leave(3) == nil)
        #expect(queue.ask(4, network: "a", isKnown: false) == .begin)
    }
}
