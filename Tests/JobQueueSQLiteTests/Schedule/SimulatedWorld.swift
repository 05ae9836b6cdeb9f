import SeededRandom
import WallTime

/// What befalls two hosts, minute by minute: outages of minutes to days, kills in the middle of a pass, and, if wanted, clocks
/// that are wrong for a while. The second host's clock is 30 s behind all the time.
struct SimulatedWorld {
    /// What the world does in one minute.
    struct Minute {
        let isDown: Bool
        /// What each host's clock shows more than true time.
        let errors: [Duration]
        let deaths: [Death]
    }

    static let usualErrors: [Duration] = [.zero, .seconds(-30)]

    private var random: SeededGenerator
    private let hasClockJumps: Bool
    private var minute = 0
    private var downUntil = 0
    private var wrongUntil = [0, 0]
    private var errors = usualErrors

    init(seed: UInt64, withClockJumps: Bool) {
        random = SeededGenerator(seed: seed)
        hasClockJumps = withClockJumps
    }

    /// The next minute.
    mutating func next() -> Minute {
        defer { minute += 1 }
        if random.next() % 4000 == 0 { downUntil = minute + random.pick([3, 20, 300, 1500, 4000]) }
        for host in 0..<2 {
            if hasClockJumps, wrongUntil[host] == 0, random.next() % 20_000 == 0 {
                errors[host] = random.pick([.hours(1), .hours(-1), .minutes(7)])
                wrongUntil[host] = minute + 1 + Int(random.next() % 240)
            } else if wrongUntil[host] != 0, minute >= wrongUntil[host] {
                errors[host] = Self.usualErrors[host]
                wrongUntil[host] = 0
            }
        }
        let deaths = (0..<2).map { _ in
            random.next() % 20 == 0 ? random.pick([Death.beforeCommit, .afterCommit]) : .none
        }
        return Minute(isDown: minute < downUntil, errors: errors, deaths: deaths)
    }
}
