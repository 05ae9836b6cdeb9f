import JobQueue
import JobQueueSQLite
import SessionHealth
import WallTime

/// Looks after what is kept: sums hours and days up, learns what traffic is usual, watches the gateways' memory, deletes what
/// is old. Once an hour is right; more often does no harm.
package struct TendHistory: Job {
    package static let kind = "TendHistory"
    package static let queue = MonitorSessionHealth.queue

    package init() {}
}

extension HealthMonitor {
    /// The handler of `TendHistory`.
    func tend(_ context: JobContext) async throws -> Outcome {
        try await store.rollUp(interval: settings.checkInterval)
        try await watchMemory()
        return .done
    }

    /// Tells of gateways whose memory climbs, before it kills their sessions.
    func watchMemory() async throws {
        let now = clock.now()
        for gateway in try await store.gateways() {
            let probes = try await store.probes(of: gateway.name, from: now - .hours(12), until: now, limit: 5000)
            let records = probes.reversed().map { $0.record(after: nil) }
            let restartedAt = try await store.state(of: gateway.name).restartedAt
            guard let trend = MemoryTrend.find(in: records, restartedAt: restartedAt, now: now) else { continue }
            let event = NotificationEvent.memory(trend, gateway: gateway.name, at: now)
            try await store.queue.write { transaction in
                let writer = NotificationWriter(
                    transaction: transaction, settings: settings, notifications: notifications)
                try writer.tell(event, account: nil, incident: nil, language: nil)
            }
        }
    }
}
