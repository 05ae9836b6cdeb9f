//  sweep-benchmark: how long one sweep over all accounts takes, with the real programs: simulated gateways in processes of
//  their own, a scheduler's pass that enqueues the checks, and one worker that makes them, over HTTP.
//
//  Knows nothing of Denyut's modules: it starts the programs that bin/setup has built. It never asserts a time: it prints
//  what it saw.

import ArgumentParser
import Foundation

@main
struct SweepBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep-benchmark",
        abstract: "Measures a sweep: each account checked once, and what one worker needs for it.",
        discussion: "Needs the programs that bin/setup builds. A JSON line for each sweep.")

    @Option(help: "How many accounts in all.") var accounts = 100_000
    @Option(help: "On how many gateways.") var gateways = 20
    @Option(help: "How many sweeps.") var sweeps = 3
    @Option(help: "The kind of gateway.") var kind = "node"
    @Option(help: "Milliseconds that each of a gateway's answers takes.") var latency = 0.0
    @Option(help: "How many of 100 sessions are bad, so that every gate is looked at for them.") var bad = 2
    @Option(help: "How many checks the worker makes at once.") var concurrency = 16
    @Option(help: "Where the programs are.") var binaries = ".build/release"
    @Option(help: "Where the database is made.") var folder = ".build/benchmark/sweep"

    func validate() throws {
        guard (1...200).contains(gateways), accounts >= gateways, (0...50).contains(bad), sweeps >= 1 else {
            throw ValidationError("Take 1 to 200 gateways, an account or more for each, and 0 to 50 bad of 100.")
        }
        for name in ["denyut", "gateway-simulator"] where !FileManager.default.isExecutableFile(atPath: path(name)) {
            throw ValidationError("\(path(name)) is not there. Build it with bin/setup.")
        }
    }

    private func path(_ name: String) -> String { "\(binaries)/\(name)" }

    func run() throws {
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let each = accounts / gateways
        let mix = "healthy=\(100 - bad)" + (bad > 0 ? ",disconnected=\(bad)" : "")
        var simulators: [Program] = []
        defer { for simulator in simulators { simulator.kill() } }
        var list: [String] = []
        for number in 1...gateways {
            let simulator = try Program(
                path("gateway-simulator"),
                [
                    "--kind", kind, "--port", "0", "--sessions", "\(each)", "--mix", mix, "--prefix", "g\(number)-",
                    "--api-key", "key", "--latency", "\(latency)",
                ])
            simulators.append(simulator)
            let line = try simulator.line(beginningWith: "listening on ")
            let url = line.dropFirst("listening on ".count)
            list.append(#"{"name": "g\#(number)", "kind": "\#(kind)", "url": "\#(url)", "apiKeyEnv": "SWEEP_KEY"}"#)
        }
        let settings = """
            {"gateways": [\(list.joined(separator: ","))],
             "health": {"checkInterval": 10, "throttle": 0, "restartGrace": 0, "ownRetryGrace": 0, "observeOnly": true}}
            """
        try Data(settings.utf8).write(to: URL(fileURLWithPath: folder + "/denyut.json"))
        for number in 1...gateways { try denyut(["gateway-import", "g\(number)"]).finish() }
        for sweep in 1...sweeps {
            // The scheduler fires each slot of ten seconds once.
            Thread.sleep(forTimeInterval: 10.5)
            let began = Date()
            try denyut(["schedule-run", "--once"]).finish()
            let enqueued = Date()
            let worker = try denyut([
                "queue-work", "--queue=whatsapp-health", "--stop-when-empty", "--concurrency=\(concurrency)",
            ])
            let peak = try worker.finish()
            let ended = Date()
            let seconds = ended.timeIntervalSince(began)
            let figures = [
                #""sweep": \#(sweep)"#, #""accounts": \#(each * gateways)"#, #""gateways": \#(gateways)"#,
                #""seconds": \#(rounded(seconds))"#,
                #""enqueue_seconds": \#(rounded(enqueued.timeIntervalSince(began)))"#,
                #""checks_per_second": \#(Int(Double(each * gateways) / ended.timeIntervalSince(enqueued)))"#,
                #""peak_memory_mb": \#(peak >> 20)"#,
            ]
            print("{\(figures.joined(separator: ", "))}")
            fflush(nil)
        }
    }

    private func rounded(_ seconds: Double) -> Double { (seconds * 100).rounded() / 100 }

    private func denyut(_ arguments: [String]) throws -> Program {
        try Program(
            path("denyut"), arguments,
            environment: [
                "DATABASE_URL": "sqlite:\(folder)/sweep.sqlite", "DENYUT_CONFIG": folder + "/denyut.json",
                "SWEEP_KEY": "key", "LOG_LEVEL": "critical",
            ])
    }
}
