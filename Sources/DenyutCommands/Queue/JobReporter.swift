import JobQueue
import Logging
import WallTime

/// Prints one JSON object per finished job. Nobody has to read them: where standard output is full, closed or not read, lines are
/// lost, and the work goes on.
final class JobReporter: Sendable {
    /// How many bytes may wait for a reader who is slow.
    private static let limit = 8 << 20

    private let writer: LineWriter

    init(logger: Logger) {
        writer = LineWriter(DescriptorSink(descriptor: 1), limit: Self.limit) { count in
            logger.warning("\(count) lines of --json were lost: nobody reads standard output, or its disk is full.")
            return JSONText.object([("lost_lines", .int(count))]).text
        }
    }

    /// Adds the line of a job.
    func report(_ report: JobReport) {
        writer.write(
            JSONText.object([
                ("id", .int(report.job.id.rawValue)), ("queue", .string(report.job.queue)),
                ("kind", .string(report.job.kind)),
                ("attempt", .int(Int64(report.job.attempts + 1))), ("result", .string(report.result.rawValue)),
                ("duration_ms", .int(report.duration.wholeMilliseconds)), ("error", .text(report.failure?.message)),
                ("retry_at", .int(report.retryAt.map { Int($0.milliseconds) })),
            ]).text)
    }

    /// Writes what is left, as long as somebody reads.
    func flush() {
        writer.flush()
    }
}
