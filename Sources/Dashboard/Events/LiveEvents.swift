import Gateways
import JobQueue
import JobQueueSQLite
import JobSchedule
import Logging
import Synchronization
import WallTime

/// Watches the database once for all streams, and tells what has changed.
final class LiveEvents: Sendable {
    /// Changes are gathered for so long.
    private static let gather = Duration.milliseconds(250)
    private static let pingEvery = Duration.seconds(15)
    private static let beat = Duration.seconds(1)
    /// Without a reader nobody needs to know; who comes back later loads anew.
    private static let restAfter = Duration.seconds(120)

    let hub: EventHub
    private let services: DashboardServices
    private let wal = Mutex<[(at: Timestamp, bytes: Int64)]>([])
    private let (wakes, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    init(services: DashboardServices, maximumStreams: Int) {
        self.services = services
        hub = EventHub(
            maximumStreams: maximumStreams, epoch: String(services.clock.now().milliseconds, radix: 36))
    }

    /// Looks at once: somebody has come.
    func look() { wake.yield() }

    /// The size of the WAL, once a minute of the last hour.
    func walSeries() -> [(at: Timestamp, bytes: Int64)] { wal.withLock { $0 } }

    /// Watches until the task is cancelled.
    ///
    /// - Throws: `JobStoreError.replaced` where the database is not the one any more that was opened.
    func run() async throws {
        defer { hub.close() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.beat() }
            group.addTask { try await self.watch() }
            group.addTask { await self.tell() }
            // The first that fails ends the others.
            for try await _ in group {}
        }
    }

    /// Turns what the watcher sees into looks, and begins a new watch where one cannot be had.
    private func watch() async throws {
        while !Task.isCancelled {
            if let sights = try? DataVersionWatch.sights(of: services.database) {
                for await sight in sights {
                    if case .replaced(let reason) = sight { throw JobStoreError(.replaced, reason, remedy: .restore) }
                    look()
                }
            }
            try? await Task.sleep(for: Self.beat)
        }
    }

    /// Pings, and the looks that no change calls for: a scheduler that stands still changes nothing.
    private func beat() async {
        var beats = 0
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.beat)
            beats += 1
            if beats % 15 == 0 { hub.ping(now: services.clock.now()) }
            if beats % 5 == 0, hub.streamCount > 0 { look() }
            if beats % 60 == 1 { noteWAL() }
        }
    }

    private func noteWAL() {
        let point = (services.clock.now(), services.database.fileSizes().wal)
        wal.withLock { series in
            series.append(point)
            if series.count > 60 { series.removeFirst(series.count - 60) }
        }
    }

    private func tell() async {
        var changes = ChangeFinder(services: services)
        var lastReader = services.clock.now()
        for await _ in wakes {
            let now = services.clock.now()
            if hub.streamCount > 0 { lastReader = now }
            guard now - lastReader < Self.restAfter else {
                changes.forget()
                continue
            }
            await changes.publish(to: hub, now: now)
            try? await Task.sleep(for: Self.gather)
            if Task.isCancelled { return }
        }
    }
}
