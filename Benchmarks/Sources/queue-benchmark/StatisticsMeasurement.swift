/// What the counters per minute, queue and kind cost: the same work with and without them, in turns.
struct StatisticsMeasurement {
    let workspace: Workspace
    let rounds: Int

    private static let backlog = 200_000

    func run() throws -> [Figure] {
        _ = try workspace.make("backlog", backlog: Self.backlog)
        var with = Figure(name: "work with counters per minute", unit: "jobs/s", values: [])
        with.detail = ["limit": "ours, without counters", "backlog": String(Self.backlog)]
        for _ in 0..<rounds {
            with.limit.append(try work("--without-statistics"))
            with.values.append(try work())
        }
        return [with]
    }

    private func work(_ options: String...) throws -> Double {
        let path = try workspace.copy("backlog", to: "turn")
        let child = try Child("queue-benchmark", ["worker", path, String(Self.backlog)] + options)
        return WorkMeasurement.rate([try WorkMeasurement.result(child)])
    }
}
