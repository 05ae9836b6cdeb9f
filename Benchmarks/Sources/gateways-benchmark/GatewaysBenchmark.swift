//  gateways-benchmark: how long a sweep over many sessions takes, for each kind of gateway.
//
//  Starts the release binaries as users do: `gateway-simulator`, whose answers take a set time, and `denyut`. It never asserts a time:
//  it prints what it saw, beside the least that the answers alone take.

import ArgumentParser
import Foundation

@main
struct GatewaysBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateways-benchmark",
        abstract:
            "Measures sweeps over many sessions of each kind of gateway: a JSON line for each figure, then a table.",
        discussion: """
            `list` is the question after all sessions; where the kind has no list with states it is one request per session, 16 at once. \
            `sweep` is `denyut monitor-sessions --force`: the list, every judgement, every row written, and the program's start.
            """)

    @Option(help: "How many sessions.") var sessions = 10_000
    @Option(help: "Milliseconds that each answer takes.") var latency = 5
    @Option(help: "How often each is measured.") var rounds = 3
    @Option(help: "Only this kind.") var kind: String?
    @Option(help: "The folder of the release binaries.") var binaries = ".build/release"

    /// The kinds, and whether one request lists all states. A process of wa-automate holds one session.
    private static let kinds = [
        ("node", true), ("waha", true), ("evolution", true), ("gowa", true), ("openwa", true), ("wppconnect", false),
        ("wwebjs-api", false),
    ]

    func validate() throws {
        guard (1...1_000_000).contains(sessions), (0...60_000).contains(latency), (1...100).contains(rounds) else {
            throw ValidationError("--sessions takes 1 to 1000000, --latency 0 to 60000, --rounds 1 to 100.")
        }
        guard kind == nil || Self.kinds.contains(where: { $0.0 == kind }) else {
            throw ValidationError("--kind takes one of \(Self.kinds.map(\.0).joined(separator: ", ")).")
        }
    }

    func run() throws {
        var rows: [String] = []
        for (kind, isBulk) in Self.kinds where self.kind == nil || self.kind == kind {
            let setting = Setting(kind: kind, sessions: sessions, latency: latency, binaries: binaries)
            let (lists, sweeps) = try SweepMeasurement(setting: setting, rounds: rounds).run()
            // What the answers alone take, with 16 in flight.
            let least = Double(isBulk ? latency : sessions * latency / 16) / 1000
            for (figure, values) in [("list", lists), ("sweep", sweeps)] {
                let sorted = values.sorted()
                let (median, best, worst) = (sorted[sorted.count / 2], sorted[0], sorted[sorted.count - 1])
                print(
                    #"{"figure": "\#(kind) \#(figure)", "unit": "s", "median": \#(median), "min": \#(best), "max": \#(worst), "#
                        + #""least": \#(least), "sessions": \#(sessions), "latency_ms": \#(latency)}"#)
                fflush(nil)
                rows.append(
                    "\(kind) \(figure)".padding(toLength: 28, withPad: " ", startingAt: 0)
                        + [median, best, worst, least].map { String(format: "%10.2f", $0) }.joined())
            }
        }
        print(
            "\n" + "seconds".padding(toLength: 28, withPad: " ", startingAt: 0)
                + "    median       min       max     least")
        for row in rows { print(row) }
    }
}
