import Foundation
import Testing
import WallTime

@testable import SessionHealth

/// Histories of chance, for each kind. Whatever a gateway says and whatever befalls it: no login is ended without a proof, no code
/// on a screen is killed, nothing is started that its user stopped or that would fight, and nothing dead is called up for long.
///
/// The ordinary run plays a hundred and twenty per kind; `DENYUT_LONG_TESTS` a hundred thousand, in a release build some minutes long.
@Suite("Histories of chance")
struct HistoryTests {
    static let count: UInt64 =
        ProcessInfo.processInfo.environment["DENYUT_LONG_TESTS"] == nil ? 120 : 100_000

    private struct Played: Sendable {
        var checks = 0
        var destructive = 0
        var proofs: Set<String> = []
        var events: Set<String> = []
        var faults: [String] = []
    }

    @Test("end no living login and call nothing dead up for long", arguments: KindGrammar.all)
    func safe(grammar: KindGrammar) async {
        let cores = UInt64(max(1, ProcessInfo.processInfo.activeProcessorCount))
        let results = await withTaskGroup(of: Played.self) { group in
            for core in 0..<cores {
                group.addTask {
                    var played = Played()
                    for seed in stride(from: core, to: Self.count, by: Int(cores)) where played.faults.count < 20 {
                        var history = History(grammar, seed: seed)
                        history.play()
                        played.checks += history.checks
                        played.destructive += history.destructive
                        played.proofs.formUnion(history.proofs)
                        played.events.formUnion(history.events)
                        played.faults += history.faults.map { "\(grammar.name), seed \(seed): \($0)" }
                    }
                    return played
                }
            }
            return await group.reduce(into: [Played]()) { $0.append($1) }
        }
        let faults = results.flatMap(\.faults).sorted()
        #expect(faults.isEmpty, "\(faults.prefix(10).joined(separator: "\n"))")
        // A grammar that lets nothing happen would prove nothing.
        #expect(results.reduce(0) { $0 + $1.checks } > Int(Self.count) * 30)
        let events = results.reduce(into: Set<String>()) { $0.formUnion($1.events) }
        #expect(grammar.happens.subtracting(events) == [])
        let proofs = results.reduce(into: Set<String>()) { $0.formUnion($1.proofs) }
        #expect(proofs == grammar.allowed)
        let replaced = results.reduce(0) { $0 + $1.destructive }
        #expect(replaced > 0 || grammar.allowed.isEmpty, "no login was ever replaced")
    }

    @Test("replace a login by the proofs of the table alone", arguments: KindGrammar.all)
    func table(grammar: KindGrammar) {
        let answers: [(proof: String, answer: SessionAnswer)] = [
            ("reason", SessionAnswer(status: .disconnected, ending: .loggedOut)),
            ("record_cleared", SessionAnswer(status: .disconnected, login: .cleared)),
            ("not_there", SessionAnswer(status: .notFound)),
            // No proofs: what every kind says of a login that lives.
            ("none", SessionAnswer(status: .disconnected)), ("none", SessionAnswer(status: .failed)),
            ("none", SessionAnswer(status: .disconnected, login: .kept)),
            ("none", SessionAnswer(status: .qrScanning, showsQR: false)),
            ("none", SessionAnswer(status: .disconnected, ending: .replaced)),
            ("none", SessionAnswer(status: .failed, ending: .banned)),
        ]
        for (proof, answer) in answers {
            let context = lostSession(answer) { context in
                context.capabilities = grammar.capabilities
                // All that is gentler was tried.
                context.ladder.episode = RecoveryEpisode(cause: .disconnected, startedAt: noon - .seconds(3000))
                context.ladder.episode?.attempts = [Rung.softRestart, .stopStart].map {
                    RungAttempt(
                        rung: $0, startedAt: noon - .seconds(3000), endedAt: noon - .seconds(900), outcome: .failed)
                }
            }
            let made: String? =
                if case .replaceLogin(let replacement) = context.plan.decision { replacement.proof.name } else { nil }
            let isProof = proof != "none" && !(proof == "not_there" && grammar.capabilities.startsMissing)
            #expect(made == (isProof && grammar.capabilities.newSession ? proof : nil), "\(answer)")
        }
        // A code that is shown is passed on, and nothing is torn down for it.
        let shown = lostSession(SessionAnswer(status: .qrScanning, showsQR: true)) {
            $0.capabilities = grammar.capabilities
        }
        let step = SoftStep(action: .askScan, cause: .loggedOut, deadline: .seconds(900))
        #expect(shown.plan.decision == .soft(step))
    }
}
