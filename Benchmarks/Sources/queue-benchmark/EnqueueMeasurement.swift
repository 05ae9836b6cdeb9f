/// Durable enqueuing: one by one, a thousand in a transaction, by 64 callers at once.
struct EnqueueMeasurement {
    let workspace: Workspace
    let rounds: Int

    private static let one = 2_000
    /// The disk drifts within seconds: many short turns, C's and ours, meet the same disk.
    private static let turnsOfOne = 5
    private static let thousands = 100_000
    private static let concurrent = 64_000

    func run() throws -> [Figure] {
        let detail = ["synchronous": "FULL", "payload": "100", "processes": "1"]
        var fsync = Figure(name: "fsync of 4 KiB", unit: "1/s", values: [])
        var one = Figure(name: "enqueue one", unit: "jobs/s", values: [], detail: detail)
        var thousand = Figure(name: "enqueue 1000 at once", unit: "jobs/s", values: [], detail: detail)
        var encoded = Figure(name: "the same, of Swift values", unit: "jobs/s", values: [], detail: detail)
        var concurrent = Figure(name: "enqueue by 64 callers", unit: "jobs/s", values: [], detail: detail)
        for _ in 0..<rounds {
            fsync.values.append(try Child.number("sqlite-limit", ["fsync", workspace.folder, "2000"]))
            for _ in 0..<Self.turnsOfOne {
                one.limit.append(try limit(Self.one, per: 1))
                one.values.append(try ours(Self.one))
            }
            thousand.limit.append(try limit(Self.thousands, per: 1000))
            thousand.values.append(try ours(Self.thousands, "--per", "1000", "--ready"))
            // C writes its JSON with printf; Swift encodes a value.
            encoded.limit.append(thousand.limit.last ?? 0)
            encoded.values.append(try ours(Self.thousands, "--per", "1000"))
            // C has no callers at once: one of ours, in the same round, is what they share commits against.
            concurrent.limit.append(one.values.last ?? 0)
            concurrent.values.append(try ours(Self.concurrent, "--callers", "64"))
        }
        let rate = String(Int(fsync.median))
        one.detail["fsyncs_per_second"] = rate
        thousand.detail["fsyncs_per_second"] = rate
        encoded.detail["fsyncs_per_second"] = rate
        concurrent.detail["fsyncs_per_second"] = rate
        concurrent.detail["limit"] = "ours, one caller"
        return [fsync, one, thousand, encoded, concurrent]
    }

    private func limit(_ jobs: Int, per: Int) throws -> Double {
        let path = try workspace.make("turn", backlog: 0)
        return try Child.number("sqlite-limit", ["enqueue", path, String(jobs), String(per), "FULL"])
    }

    private func ours(_ jobs: Int, _ options: String...) throws -> Double {
        let path = try workspace.make("turn", backlog: 0)
        return try Child.number("queue-benchmark", ["enqueuer", path, String(jobs)] + options)
    }
}
