import JobSchedule
import Synchronization

/// Runs a ticker's loop in virtual time.
enum Daemon {
    private final class Reports: Sendable {
        let all = Mutex<[SchedulePassReport]>([])
    }

    /// Lets it run to the end of its clock; the reports of all passes.
    static func run(_ ticker: ScheduleTicker, _ clock: VirtualClock) async -> [SchedulePassReport] {
        let reports = Reports()
        let loop = Task {
            try await ticker.run { report in reports.all.withLock { $0.append(report) } }
        }
        await clock.waitForEnd()
        loop.cancel()
        try? await loop.value
        return reports.all.withLock { $0 }
    }
}
