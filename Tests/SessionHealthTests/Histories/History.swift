import Foundation
import SeededRandom
import WallTime

@testable import SessionHealth

/// One session of one gateway through hours of chance, and Denyut watching it: blows fall, answers are drawn from what the kind
/// can say, and every step that the judgement takes is carried out on the session as it really is.
struct History {
    /// How the session really is.
    enum Truth: Equatable {
        case up
        /// Lost, and back by itself at that time, or with a restart once the line is there.
        case lost(until: Double)
        /// The page under it is dead, or its socket; only a restart mends it.
        case dead
        case starting(until: Double)
        case loggedOut
        /// Started without a login: it shows codes until then.
        case showingCode(until: Double)
        /// Another client holds the number until then: each restart connects for some seconds and is thrown out.
        case replaced(until: Double)
        case banned
        case stopped
        /// Its process lost it; its login lies on the disk.
        case missing(until: Double)
    }

    let grammar: KindGrammar
    var generator: SeededGenerator
    private(set) var faults: [String] = []
    /// What was done to a login, and by which proofs.
    var destructive = 0
    var proofs: Set<String> = []
    /// What happened in it, for the test that all of it happens.
    var events: Set<String> = []
    private(set) var checks = 0

    // What Denyut has.
    var settings = HealthSettings()
    var file = SessionCase()
    var gateway = GatewayState()
    var database = SessionStatus.connected
    var sessionStartedAt: Timestamp?
    var recheckAt: Double?
    var recheckLooks = false
    /// It does not run until then.
    var asleepUntil = 0.0
    var clockOffset = 0.0

    // How it really is.
    var seconds = 0.0
    var truth = Truth.up
    var since = 0.0
    /// Until when it was up the last time: a row of a database may say so for a while.
    var lastUp = -Double.infinity
    var loginAlive = true
    var lineDownUntil = 0.0
    var gatewayFailsUntil = 0.0
    var startedAt = -900_000.0
    /// The gateway says nonsense of this session until then.
    var garbledUntil = 0.0
    /// Webhooks on their way, with what they tell and when it happened.
    var hooks: [(due: Double, ending: SessionEnding, at: Timestamp)] = []
    var failures: [FailedMessage] = []
    var sends: [SentMessage] = []
    /// How many sessions the gateway has, this one among them.
    let fleet: Int
    /// Whether WhatsApp's own hosts can be looked for from here.
    let looksForLine: Bool

    // What was said, and what must follow.
    var saidLogout = false
    var saidStop = false
    var saidTerminal = false
    /// Since when it is dead, that shows, and it is called up.
    var deniedSince: Double?
    /// Since when its messages show that it is dead.
    var evidentSince: Double?
    /// Restarts since the session is as it is.
    var restarts = 0

    init(_ grammar: KindGrammar, seed: UInt64) {
        self.grammar = grammar
        generator = SeededGenerator(seed: seed)
        fleet = generator.pick([1, 2, 10, 10])
        looksForLine = generator.chance(50)
    }

    private static let start = Timestamp(seconds: 1_700_000_000)
    var now: Timestamp { Self.start + .seconds(seconds + clockOffset) }
    private var end: Double { 4 * 3600 }

    /// Plays it to its end.
    mutating func play() {
        var nextSweep = 0.0
        var nextBlow = Double.random(in: 200..<2000, using: &generator)
        while seconds < end {
            let due = min(nextSweep, recheckAt ?? .infinity)
            let hook = hooks.map(\.due).min() ?? .infinity
            if min(nextBlow, hook) < due {
                seconds = max(seconds, min(nextBlow, hook))
                develop()
                if hook <= nextBlow {
                    deliver()
                } else {
                    nextBlow += Double.random(in: 60..<4000, using: &generator)
                    strike()
                }
                continue
            }
            seconds = max(seconds, due)
            let looks = recheckAt == due && recheckLooks
            if recheckAt == due { recheckAt = nil }
            if nextSweep == due { nextSweep += settings.checkInterval.inSeconds }
            develop()
            converse()
            guard seconds >= asleepUntil else { continue }
            look()
            checks += 1
            check(looks: looks)
        }
    }

    mutating func become(_ truth: Truth) {
        if case .up = self.truth { lastUp = seconds }
        self.truth = truth
        since = seconds
        (evidentSince, restarts) = (nil, 0)
        if truth == .up { (saidLogout, saidStop, saidTerminal) = (false, false, false) }
    }

    /// The session is started by whomever: with its login it connects, without it shows a code.
    mutating func start(after delay: Double) {
        guard loginAlive else { return become(.showingCode(until: seconds + grammar.codesFor)) }
        guard lineDownUntil <= seconds else { return become(.lost(until: lineDownUntil + 30)) }
        become(.starting(until: seconds + delay))
    }

    /// What time alone changes.
    private mutating func develop() {
        switch truth {
        case .lost(let until), .missing(let until), .starting(let until):
            if seconds >= until, lineDownUntil <= seconds { connect() }
        case .replaced(let until): if seconds >= until { connect() }
        // The codes ran out.
        case .showingCode(let until): if seconds >= until { become(.loggedOut) }
        case .up, .dead, .loggedOut, .banned, .stopped: break
        }
    }

    private mutating func connect() {
        become(.up)
        // A webhook tells of it, and it is looked into at once.
        if generator.chance(grammar.endingWebhooks) { recheck(.milliseconds(500), looks: false) }
    }

    mutating func recheck(_ delay: Duration, looks: Bool) {
        let due = seconds + max(delay.inSeconds, 0.5)
        guard due < recheckAt ?? .infinity else { return }
        (recheckAt, recheckLooks) = (due, looks)
    }

    mutating func fault(_ text: String) {
        if faults.count < 5 { faults.append("\(Int(seconds)) s: \(text)") }
    }
}
