import Foundation
import JobQueue
import Synchronization
import WallTime

/// Prints one JSON object per finished job, buffered, because one write per job would cost more than the job.
final class JobReporter: Sendable {
    private let buffer = Mutex<[UInt8]>([])

    /// Adds the line of a job.
    func report(_ report: JobReport) {
        let line = JSONText.object([
            ("id", .int(report.job.id.rawValue)), ("queue", .string(report.job.queue)),
            ("kind", .string(report.job.kind)),
            ("attempt", .int(Int64(report.job.attempts + 1))), ("result", .string(report.result.rawValue)),
            ("duration_ms", .int(report.duration.wholeMilliseconds)), ("error", .text(report.failure?.message)),
            ("retry_at", .int(report.retryAt.map { Int($0.milliseconds) })),
        ]).text
        buffer.withLock { buffer in
            buffer += line.utf8
            buffer.append(UInt8(ascii: "\n"))
            if isInteractive || buffer.count > 1 << 16 { Self.write(&buffer) }
        }
    }

    /// Writes what is left.
    func flush() {
        buffer.withLock { Self.write(&$0) }
    }

    private let isInteractive = Terminal.isTerminal

    init() {
        // What waits longer than this is written even if little follows.
        Thread.detachNewThread { [weak self] in
            while let reporter = self {
                reporter.flush()
                usleep(100_000)
            }
        }
    }

    private static func write(_ buffer: inout [UInt8]) {
        guard !buffer.isEmpty else { return }
        FileHandle.standardOutput.write(Data(buffer))
        buffer.removeAll(keepingCapacity: true)
    }
}
