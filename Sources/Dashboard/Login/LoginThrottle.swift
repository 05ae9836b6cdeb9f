import Foundation
import WallTime

/// Who tries to log in, as far as it is known before the password is compared.
struct LoginAsker: Sendable, Equatable {
    /// Whom the address is counted as; see `NetworkAddress.asker`.
    var address: String
    /// The net around it.
    var network: String
    /// The digest of the device's cookie, where it proves that this very user has logged in with it before.
    var device: String?
}

/// Slows down guessing: who failed often has to wait, longer each time.
///
/// Counters for the pair of user and address, for the address, for its net and for the user, so that neither one address trying
/// many names nor many addresses trying one name gets far. No stranger keeps anybody else out: a browser in which somebody has
/// logged in before has a counter of its own and heeds no other; and who has not failed yet from their address gets a first
/// try, whatever others did under the name.
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
    private static let network = Rule(free: 200, longest: .seconds(60))
    private static let user = Rule(free: 50, longest: .seconds(30))
    private static let device = Rule(free: 10, longest: .seconds(300))
    /// Failures are forgotten after that time without another.
    private static let memory = Duration.seconds(3600)

    private let limit: Int
    private var failures: [String: Failures] = [:]

    init(limit: Int = 20_000) {
        self.limit = limit
    }

    /// How long a login has to wait; nil: it may be tried now.
    func wait(user: String, _ asker: LoginAsker, now: Timestamp) -> Duration? {
        let keys = Self.keys(user, asker)
        var counted = keys.own.map(\.key)
        if let user = keys.user, failures[keys.own[0].key] != nil { counted.append(user.key) }
        let until = counted.compactMap { failures[$0]?.until }.max()
        return until.flatMap { $0 > now ? $0 - now : nil }
    }

    mutating func failed(user: String, _ asker: LoginAsker, now: Timestamp) {
        makeRoom(now)
        let keys = Self.keys(user, asker)
        for (key, rule) in keys.own + (keys.user.map { [$0] } ?? []) {
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
    mutating func succeeded(user: String, _ asker: LoginAsker) {
        failures[Self.keys(user, asker).own[0].key] = nil
    }

    /// Forgets what is over, and where that is not enough the smallest counters: a flood of new addresses must not wipe out what
    /// is known of those that guess.
    private mutating func makeRoom(_ now: Timestamp) {
        guard failures.count > limit else { return }
        failures = failures.filter { $0.value.last + Self.memory > now }
        guard failures.count > limit * 3 / 4 else { return }
        let kept = failures.sorted { ($0.value.count, $0.value.last) > ($1.value.count, $1.value.last) }
        failures = Dictionary(kept.prefix(limit * 3 / 4).map { ($0.key, $0.value) }) { $1 }
    }

    private static func keys(_ user: String, _ asker: LoginAsker) -> (
        own: [(key: String, rule: Rule)], user: (key: String, rule: Rule)?
    ) {
        // In one spelling: each accent would double the number of counters under which one user can be tried.
        let user = SameBytes.digest(user.precomposedStringWithCompatibilityMapping)
        if let device = asker.device { return ([("d\(user) \(device)", Self.device)], nil) }
        return (
            [
                ("b\(user) \(asker.address)", pair), ("a\(asker.address)", address), ("n\(asker.network)", network),
            ], ("u\(user)", Self.user)
        )
    }
}
