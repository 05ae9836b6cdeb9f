import SeededRandom
import Testing
import WallTime

@testable import SessionHealth

/// What one kind of gateway can say of a session, and when: the grammar that histories are drawn from.
///
/// Facts are those of `docs/gateways`: what a kind tells of an ending, whether it shows that a code is on the screen, whether it
/// keeps a record of logins, how it looks while it starts.
struct KindGrammar: Sendable, CustomTestStringConvertible {
    var name: String
    var capabilities: RecoveryCapabilities
    /// The answer says why the session ended, for the first so many seconds only; nil: never.
    var tellsEndingFor: Double?
    /// What the answer never says a reason for, though it does for others.
    var hides: Set<SessionEnding> = []
    /// Webhooks say why: in so many of a hundred cases they arrive, now, late or twice.
    var endingWebhooks: UInt64 = 0
    /// Whether they carry the time of what they tell.
    var datesWebhooks = true
    /// How late one may come, in seconds: those that nobody took are sent again. 0: never again.
    var webhookDelay = 0.0
    /// Whether the answer tells that a code is shown.
    var tellsCode = true
    /// For how long it shows codes that nobody scans, in seconds.
    var codesFor = Double.infinity
    /// What the record of a login looks like: `listed` is cleared at a logout, `sign` is there at times.
    var record = Record.none
    /// The status while a session starts: the Node service calls it "QR scanning".
    var starting = SessionStatus.connecting
    /// The status once it is logged out.
    var afterLogout = SessionStatus.qrScanning
    /// The status of a session that another client replaced.
    var afterConflict = SessionStatus.failed
    var tellsServerAcknowledgement = true
    /// Whether the probe tells when the gateway itself was started.
    var tellsRestart = true
    /// An account of it is asked live only now and then: for so long, in seconds, "connected" may be a row of a database.
    var storedFor = 0.0

    enum Record: Sendable { case none, sign, listed }

    /// The proofs by which a login of this kind may be replaced without a person: the table of `docs/health.md`.
    var allowed: Set<String> {
        guard capabilities.newSession else { return [] }
        var names: Set<String> = []
        // A code that is shown is passed on, and nothing is torn down for it.
        if endingWebhooks > 0 || tellsEndingFor != nil { names.insert("reason") }
        if record == .listed { names.insert("record_cleared") }
        if !capabilities.startsMissing { names.insert("not_there") }
        return names
    }

    /// What must have happened in some history, or the kind was not tried.
    var happens: Set<String> {
        var events: Set<String> = ["logout", "line", "gateway restart", "clock", "own restart"]
        if capabilities.softRestart { events.insert("restart") }
        if afterLogout == .qrScanning { events.insert("asked to scan") }
        if endingWebhooks > 0 { events.insert("webhook") }
        if endingWebhooks > 0, datesWebhooks { events.insert("old webhook") }
        if storedFor > 0 { events.insert("called up") }
        return events
    }

    var testDescription: String { name }

    /// For so long, in seconds, a session may be dead and called up: until the next sweep, the second look and the confirmation,
    /// and what the kind's stored words need on top.
    var bound: Double { 120 + 20 + 20 + storedFor }

    static let all: [KindGrammar] = [
        KindGrammar(
            name: "node", capabilities: RecoveryCapabilities(stopStart: false, ownRetry: .seconds(155)),
            tellsEndingFor: 3, endingWebhooks: 90, webhookDelay: 15, starting: .qrScanning,
            afterConflict: .disconnected),
        KindGrammar(
            name: "waha",
            capabilities: RecoveryCapabilities(
                startsMissing: false, deepProbe: true, ownRetry: .seconds(15)),
            endingWebhooks: 80, webhookDelay: 900, codesFor: 180, record: .sign),
        KindGrammar(
            name: "evolution",
            capabilities: RecoveryCapabilities(stopStart: false, startsMissing: false, ownRetry: .seconds(60)),
            // Its row has the reason of what it does not reconnect, and a 440 is not among that.
            tellsEndingFor: .infinity, hides: [.replaced], endingWebhooks: 80, datesWebhooks: false, webhookDelay: 300,
            codesFor: 600, afterLogout: .disconnected, tellsRestart: false, storedFor: 240),
        KindGrammar(
            name: "gowa",
            capabilities: RecoveryCapabilities(
                stopStart: false, startsMissing: false, ownRetry: .seconds(60)),
            tellsCode: false, codesFor: 160, record: .listed, afterLogout: .disconnected,
            afterConflict: .disconnected, tellsServerAcknowledgement: false, tellsRestart: false),
        KindGrammar(
            name: "wwebjs-api", capabilities: RecoveryCapabilities(deepProbe: true, ownRetry: .seconds(60)),
            tellsEndingFor: 60, endingWebhooks: 80, datesWebhooks: false, tellsRestart: false),
        KindGrammar(
            name: "wppconnect",
            capabilities: RecoveryCapabilities(
                startsMissing: false, deepProbe: true, ownRetry: .seconds(30)),
            endingWebhooks: 80, datesWebhooks: false, codesFor: 60, afterConflict: .disconnected),
        KindGrammar(
            name: "wa-automate",
            capabilities: RecoveryCapabilities(
                softRestart: false, stopStart: false, startsMissing: false, newSession: false, deepProbe: true,
                ownRetry: .seconds(120)),
            endingWebhooks: 60, webhookDelay: 60),
        KindGrammar(
            name: "openwa", capabilities: RecoveryCapabilities(startsMissing: false, ownRetry: .seconds(300)),
            tellsEndingFor: 600, hides: [.loggedOut], endingWebhooks: 90, webhookDelay: 35, tellsRestart: false),
    ]
}
