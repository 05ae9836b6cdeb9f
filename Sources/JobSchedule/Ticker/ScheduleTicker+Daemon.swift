import JobQueue
import Logging
import WallTime

extension ScheduleTicker {
    /// Makes passes until the task is cancelled: at each due time, and at least once per heartbeat.
    ///
    /// Between passes it sleeps; there is no polling. A stall of any length loses nothing, because each pass begins where the
    /// entries' cursors stand. If the store fails it is tried again, after a second at first and a heartbeat at last.
    ///
    /// - Parameters:
    ///   - heartbeatClock: A clock that nobody sets. The wall clock alone would sleep on when it is set back.
    ///   - afterPass: Called with the report of each pass, for a watchdog outside.
    /// - Throws: `JobStoreError` where the store can never be used again: deleted or replaced, damaged, of a newer version.
    public func run(
        heartbeatClock: any Clock<Duration> = ContinuousClock(),
        afterPass: @Sendable (SchedulePassReport) async -> Void = { _ in }
    ) async throws {
        var backoff = Duration.seconds(1)
        while !Task.isCancelled {
            let wake: Timestamp
            do {
                let report = try await runOnce()
                backoff = .seconds(1)
                await afterPass(report)
                let beat = report.at + options.heartbeat
                wake = report.hasMore ? report.at : min(report.nextDue ?? beat, beat)
            } catch let error as JobStoreError where [.replaced, .damaged, .newerSchema].contains(error.code) {
                throw error
            } catch {
                guard !Task.isCancelled else { return }
                logger.error(
                    "the schedule cannot be read; it is tried again",
                    metadata: ["error": "\(error)", "seconds": "\(backoff.components.seconds)"])
                wake = clock.now() + backoff
                backoff = min(backoff * 2, options.heartbeat)
            }
            await sleep(until: wake, atMost: options.heartbeat, by: heartbeatClock)
        }
    }

    /// Sleeps until the wall clock shows a time, but no longer than a limit by another clock; ends early when cancelled.
    func sleep(until wake: Timestamp, atMost limit: Duration, by other: any Clock<Duration>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await clock.sleep(until: wake) }
            group.addTask { try? await other.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
    }
}
