import WallTime

/// Slows down guessing: who failed often has to wait, longer each time.
///
/// Three counters, so that neither one address trying many names nor many addresses trying one name gets far, and so
/// that a stranger can delay somebody else's login by half a minute at most.
struct LoginThrottle: Sendable {
    private struct Rule {
        var free: Int
        var longest: Duration
    }

    private struct Failures {
        var count = 0
        var last = Timestamp(milliseconds: 0)
        var until = Timestamp(milliseconds: 0)
    }

    private static let pair = Rule(free: 5, longest: .seconds(900))
    private static let address = Rule(free: 20, longest: .seconds(900))
    private static let user = Rule(free: 50, longest: .seconds(30))
    /// Failures are forgotten after that time without another.
    private static let memory = Duration.seconds(3600)
    private static let limit = 20_000

    private var failures: [String: Failures] = [:]

    /// How long a login has to wait; nil: it may be tried now.
    func wait(user: String, address: String, now: Timestamp) -> Duration? {
        let until = Self.keys(user, address).compactMap { failures[$0.key]?.until }.max()
        return until.flatMap { $0 > now ? $0 - now : nil }
    }

    mutating func failed(user: String, address: String, now: Timestamp) {
        if failures.count > Self.limit {
            failures = failures.filter { $0.value.last + Self.memory > now }
            if failures.count > Self.limit { failures.removeAll() }
        }
        for (key, rule) in Self.keys(user, address) {
            var entry = failures[key] ?? Failures()
            if entry.last + Self.memory <= now { entry = Failures() }
            entry.count += 1
            entry.last = now
            if entry.count >= rule.free {
                let exponent = min(entry.count - rule.free, 20)
                entry.until = now + min(.seconds(1 << exponent), rule.longest)
            }
            failures[key] = entry
        }
    }

    /// A login that succeeded clears its own counter only: an attacker with an account must not clear those of others.
    mutating func succeeded(user: String, address: String) {
        failures[Self.keys(user, address)[0].key] = nil
    }

    private static func keys(_ user: String, _ address: String) -> [(key: String, rule: Rule)] {
        let user = SameBytes.digest(user)
        return [("b\(user) \(address)", pair), ("a\(address)", Self.address), ("u\(user)", Self.user)]
    }
}
