import Basics
import Foundation
import JobQueue
import JobQueueSQLite
import WallTime

/// `queue-monitor --watch`: the state of the queues, drawn anew each second; plain lines where nobody looks.
struct QueueWatch {
    let store: SQLiteJobStore
    let queues: [String]?
    let limits: QueueMonitorReport.Limits
    let printsJSON: Bool

    func run() async throws {
        let stops = StopCounter()
        let signals = SignalWatch()
        signals.on([SIGINT, SIGTERM]) { _ = stops.count() }
        let isTerminal = Terminal.isTerminal
        while stops.value == 0 {
            let report = try await QueueMonitorReport.read(store, queues: queues, limits: limits)
            let lines = try await printsJSON ? [report.json] : frame(report)
            if isTerminal, !printsJSON {
                // Home, then each line with the rest of it cleared, then everything below: no flicker. A line too many would scroll.
                let shown = lines.prefix(max(1, Terminal.height - 1))
                Terminal.print("\u{1B}[H" + shown.map { $0 + "\u{1B}[K" }.joined(separator: "\n") + "\u{1B}[J")
            } else {
                for line in lines { Terminal.print(line) }
            }
            for _ in 0..<10 where stops.value == 0 { try? await Task.sleep(for: .milliseconds(100)) }
        }
    }

    private func frame(_ report: QueueMonitorReport) async throws -> [String] {
        let width = Terminal.isTerminal ? Terminal.width : 80
        let rates = RecentRates(try await store.minutes(since: report.now - .seconds(120)), now: report.now)
        let failed = try await store.failedCounts()
        let workers = try await store.workers()
        var table = TextTable([
            .text("Queue"), .number("Pending"), .number("Delayed", rank: 1), .number("Reserved", rank: 1),
            .number("In/min", rank: 2),
            .number("Done/min", rank: 2), .number("Oldest"), .number("Failed"),
        ])
        for depth in report.depths {
            table.add([
                depth.queue, String(depth.pending), String(depth.delayed), String(depth.reserved),
                String(rates.enqueued(depth.queue)), String(rates.done(depth.queue)),
                depth.oldestPending.map { TimeText.short(report.now - $0) } ?? "–",
                String(failed[Name(depth.queue)] ?? 0),
            ])
        }
        var lines = [TimeText.utc(report.now)]
        lines += report.alerts.flatMap { $0.wrapped(toWidth: width) }
        lines += [""] + table.lines(width: width) + [""]
        lines += workerLines(workers.filter { !$0.isLost(at: report.now) }, width: width)
        return lines.map { $0.truncated(toWidth: width) }
    }

    /// How many workers there are, and what the first ones do.
    private func workerLines(_ workers: [WorkerRecord], width: Int) -> [String] {
        let held = workers.reduce(0) { $0 + $1.held }
        let summary = "\(workers.count) worker\(workers.count == 1 ? "" : "s"), \(held) jobs in hand"
        guard !workers.isEmpty else { return [summary] }
        var table = TextTable([
            .text("Worker"), .whole("State"), .number("In hand"), .number("Done", rank: 2), .number("Failed", rank: 2),
            .text("Queues", rank: 1),
        ])
        for worker in workers.prefix(10) {
            table.add([
                "\(worker.name)@\(worker.host):\(worker.processID)", worker.state, String(worker.held),
                String(worker.done), String(worker.failed), worker.queues.joined(separator: ","),
            ])
        }
        return [summary] + table.lines(width: width)
    }
}
