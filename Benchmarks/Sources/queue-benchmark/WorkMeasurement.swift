import Foundation

/// Claiming and settling jobs that do nothing, each payload decoded.
struct WorkMeasurement {
    let workspace: Workspace
    let rounds: Int
    let backlog: Int

    /// How many jobs are worked on with the large backlog; so many that the start does not count.
    private var jobs: Int { backlog * 3 / 10 }
    private static let small = 10_000
    private static let smallTurns = 20

    func run() throws -> [Figure] {
        _ = try workspace.make("backlog", backlog: backlog)
        let detail = [
            "synchronous": "NORMAL", "payload": "100", "concurrency": "10", "jobs": String(jobs),
            "limit": "100 jobs a transaction",
        ]
        func figure(_ processes: Int, _ backlog: Int) -> Figure {
            let name = "work, \(processes) process\(processes == 1 ? "" : "es"), \(backlog) waiting"
            return Figure(
                name: name, unit: "jobs/s", values: [],
                detail: detail.merging(["processes": String(processes), "backlog": String(backlog)]) { $1 })
        }
        var one = figure(1, backlog)
        var two = figure(2, backlog)
        var small = figure(1, Self.small)
        var memory = Figure(name: "worker draining \(backlog)", unit: "MB", values: [])
        for _ in 0..<rounds {
            let path = try workspace.copy("backlog", to: "turn")
            one.limit.append(try Child.number("sqlite-limit", ["work", path, String(jobs), "100"]))
            let results = try work(processes: 1)
            one.values.append(Self.rate(results))
            memory.values.append(Double(results[0].peakMemory) / 1e6)
            two.limit.append(one.limit.last ?? 0)
            two.values.append(Self.rate(try work(processes: 2)))
            small.limit.append(try smallLimit())
            small.values.append(try smallWork())
        }
        two.detail["limit"] = "1 process, 100 jobs a transaction"
        small.detail["jobs"] = String(Self.small * Self.smallTurns)
        return [one, two, small, memory]
    }

    private func work(processes: Int) throws -> [WorkerRole.Result] {
        let path = try workspace.copy("backlog", to: "turn")
        let children = try (0..<processes).map { _ in
            try Child("queue-benchmark", ["worker", path, String(jobs / processes)])
        }
        return try children.map { try Self.result($0) }
    }

    private func smallLimit() throws -> Double {
        var seconds = 0.0
        for _ in 0..<Self.smallTurns {
            let path = try workspace.make("turn", backlog: Self.small)
            seconds +=
                Double(Self.small) / (try Child.number("sqlite-limit", ["work", path, String(Self.small), "100"]))
        }
        return Double(Self.small * Self.smallTurns) / seconds
    }

    private func smallWork() throws -> Double {
        let path = try workspace.make("turn", backlog: Self.small)
        let result = try Self.result(
            Child("queue-benchmark", ["worker", path, String(Self.small), "--rounds", String(Self.smallTurns)]))
        return Double(result.jobs) * 1e9 / Double(result.busy)
    }

    static func result(_ child: Child) throws -> WorkerRole.Result {
        try JSONDecoder().decode(WorkerRole.Result.self, from: Data(try child.finish().utf8))
    }

    /// Jobs a second, from the first to begin to the last to be settled, over all processes.
    static func rate(_ results: [WorkerRole.Result]) -> Double {
        let first = results.map(\.first).min() ?? 0
        let last = results.map(\.last).max() ?? 0
        return Double(results.map(\.jobs).reduce(0, +)) * 1e9 / Double(max(1, last - first))
    }
}
