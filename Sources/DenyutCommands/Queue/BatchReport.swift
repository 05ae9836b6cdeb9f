import Basics
import JobQueue
import WallTime

/// What is known of one batch: its counters, the jobs it waits for, and those that failed.
struct BatchReport {
    let batch: Batch
    let live: [BatchPart]
    let failed: [JobRecord]

    /// - Throws: `SettingsError` where there is no such batch.
    static func read(_ id: BatchID, _ store: any JobAdministration, limit: Int) async throws -> BatchReport {
        guard let batch = try await store.batch(id) else { throw BatchSelection.unknown(id) }
        return BatchReport(
            batch: batch, live: try await store.liveJobs(of: id),
            failed: try await store.failedJobs(batch: id, limit: limit))
    }

    var json: JSONText {
        let jobs = live.map { part in
            JSONText.object([
                ("queue", .string(part.queue)), ("kind", .string(part.kind)), ("waiting", .int(part.waiting)),
                ("running", .int(part.running)),
            ])
        }
        return .object(
            batch.members + [("live_jobs", .array(jobs)), ("failed_jobs", .array(failed.map(\.failedJSON)))])
    }

    func lines(width: Int) -> [String] {
        var rows = [
            ("id", "\(batch.id)"), ("name", batch.name), ("state", batch.state.rawValue),
            ("progress", "\(batch.bar) \(batch.percent)"),
            ("jobs", "\(batch.total): \(batch.pending) pending, \(batch.done) done, \(batch.failed) failed"),
            ("created at", TimeText.utc(batch.createdAt)),
        ]
        if let time = batch.cancelledAt { rows.append(("cancelled at", TimeText.utc(time))) }
        if let time = batch.finishedAt { rows.append(("ended at", TimeText.utc(time))) }
        if let error = batch.error { rows.append(("error", error)) }
        var lines = rows.map { $0.0.padded(to: 14) + LogOutput.escaped($0.1) }
        if !live.isEmpty {
            var table = TextTable([.text("Queue"), .text("Kind"), .number("Waiting"), .number("Running")])
            for part in live { table.add([part.queue, part.kind, String(part.waiting), String(part.running)]) }
            lines += [""] + table.lines(width: width)
        }
        if !failed.isEmpty {
            lines += [""] + JobRecord.table(failed).lines(width: width)
            lines.append("Put them back with: queue-retry --batch \(batch.id)")
        }
        return lines
    }
}

extension Batch {
    /// The share of its jobs that have ended, in whole percent; 100 only when all have.
    var percent: String { "\(Int(saturating: progress * 100)) %" }

    /// The same as a bar.
    var bar: String {
        let width = 20
        let filled = min(width, max(0, Int(saturating: progress * Double(width))))
        return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    }

    /// As the commands print it.
    var members: [(String, JSONText)] {
        [
            ("id", .int(id.rawValue)), ("name", .string(name)), ("state", .string(state.rawValue)),
            ("total", .int(total)), ("pending", .int(pending)), ("done", .int(done)), ("failed", .int(failed)),
            ("progress", .double(progress)), ("created_at", .int(createdAt.milliseconds)),
            ("finished_at", .int(finishedAt.map { Int($0.milliseconds) })),
            ("cancelled_at", .int(cancelledAt.map { Int($0.milliseconds) })), ("error", .text(error)),
        ]
    }
}
