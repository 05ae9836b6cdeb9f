import ArgumentParser
import Foundation
import GRDB

/// Runs all measurements, ours and C's in turns.
struct RunAll: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Runs all measurements (some minutes): a JSON line for each figure, then a table."
    )

    @Option(help: "Where the databases are made; on the disk that you want to know about.")
    var folder = ".build/benchmark"
    @Option(help: "How often each is measured, ours and C's in turns.") var rounds = 3
    @Option(help: "The large backlog, in jobs.") var backlog = 1_000_000
    @Option(help: "Only a group of figures: enqueue, work, statistics or latency.") var only: String?
    @Flag(help: "Also say how to compare with other queues.") var withPeers = false

    func validate() throws {
        guard (1...100).contains(rounds) else { throw ValidationError("--rounds takes 1 to 100.") }
        guard (20_000...20_000_000).contains(backlog) else {
            throw ValidationError("--backlog takes 20000 to 20000000.")
        }
        guard only.map({ ["enqueue", "work", "statistics", "latency"].contains($0) }) ?? true else {
            throw ValidationError("--only takes enqueue, work, statistics or latency.")
        }
    }

    func run() async throws {
        let workspace = try Workspace(folder: folder)
        var report = Report()
        let environment = try environment()
        func add(_ figures: [Figure]) throws {
            for figure in figures { try report.add(figure, environment: environment) }
        }
        func wants(_ group: String) -> Bool { only == nil || only == group }

        if wants("enqueue") { try add(EnqueueMeasurement(workspace: workspace, rounds: rounds).run()) }
        if wants("work") { try add(WorkMeasurement(workspace: workspace, rounds: rounds, backlog: backlog).run()) }
        if wants("statistics") { try add(StatisticsMeasurement(workspace: workspace, rounds: rounds).run()) }
        if wants("latency") { try await add(LatencyMeasurement(workspace: workspace).run()) }
        for name in ["backlog", "turn"] { workspace.remove(name) }
        report.printTable()
        if withPeers { print(Peers.text) }
    }

    /// What every figure depends on.
    private func environment() throws -> [String: String] {
        let load = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)) ?? ""
        let version = try DatabaseQueue().read { try String.fetchOne($0, sql: "SELECT sqlite_version()") }
        return [
            "sqlite": version ?? "unknown",
            "file_system": fileSystem(),
            "processors": String(ProcessInfo.processInfo.activeProcessorCount),
            "load": String(load.split(separator: " ").first ?? ""),
        ]
    }

    /// The kind of the file system that holds the folder: of all mounts the one with the longest path above it.
    private func fileSystem() -> String {
        let path = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path + "/"
        let mounts = (try? String(contentsOfFile: "/proc/mounts", encoding: .utf8)) ?? ""
        var best = (point: "", kind: "unknown")
        for line in mounts.split(separator: "\n") {
            let fields = line.split(separator: " ").map(String.init)
            guard fields.count > 2, fields[1].count > best.point.count else { continue }
            if fields[1] == "/" || path.hasPrefix(fields[1] + "/") { best = (fields[1], fields[2]) }
        }
        return best.kind
    }
}
