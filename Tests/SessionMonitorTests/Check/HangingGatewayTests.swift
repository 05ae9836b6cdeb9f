import Foundation
import GRDB
import Gateways
import JobQueue
import JobQueueSQLite
import JobSchedule
import Logging
import SessionHealth
import Synchronization
import Testing
import WallTime

@testable import SessionMonitor

@Suite("A gateway that hangs")
struct HangingGatewayTests {
    /// A real worker of few lanes in real time, over two gateways.
    private final class Bench: Sendable {
        let folder: URL
        let store: MonitorStore
        let monitor: HealthMonitor
        let slow: HangingGateway
        let quick: FakeGateway
        private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

        init() async throws {
            folder = FileManager.default.temporaryDirectory.appending(path: "hanging-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let clock = SystemClock()
            let queue = try SQLiteJobStore(
                path: folder.appending(path: "test.sqlite").path, lines: [.sessions], clock: clock)
            store = MonitorStore(queue: queue, clock: clock)
            let (slow, quick) = (
                HangingGateway(FakeGateway("slow", clock: clock)), FakeGateway("quick", clock: clock)
            )
            (self.slow, self.quick) = (slow, quick)
            let fleet = GatewayFleet(store: store, environment: [:]) { configuration in
                var connection = quick.connection(configuration)
                if configuration.name == "slow" { connection.gateway = slow }
                return connection
            }
            monitor = HealthMonitor(
                store: store, fleet: fleet, courier: FakeCourier(), clock: clock, logger: logger)
            for name in ["slow", "quick"] {
                try await store.add(
                    NewGateway(name: name, kind: .node, url: GatewayURL("http://\(name).test:3001")))
            }
        }

        func add(_ count: Int) async throws {
            for index in 0..<count {
                slow.behind.set("s\(index)", .connected)
                quick.set("q\(index)", .connected)
                _ = try await store.add(NewAccount(gateway: "slow", session: "s\(index)", status: .connected))
                _ = try await store.add(NewAccount(gateway: "quick", session: "q\(index)", status: .connected))
            }
        }

        func enqueue() async throws {
            let now = SystemClock().now()
            let jobs = try await monitor.sweepJobs().map { job in
                var job = job
                job.availableAt = now
                return job
            }
            _ = try await store.queue.enqueue(jobs, durability: .fast)
        }

        func worker(lanes: Int) throws -> Worker {
            var registry = JobRegistry()
            try monitor.register(in: &registry, yieldsLanes: true)
            var options = WorkerOptions(queues: ["whatsapp-health"])
            options.concurrency = lanes
            options.pollInterval = .milliseconds(50)
            return Worker(
                store: store.queue, registry: registry, options: options, clock: SystemClock(), logger: logger)
        }

        func checked(_ gateway: String) async throws -> Int {
            try await store.queue.read { db in
                try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM accounts WHERE gateway = ? AND score = 100", arguments: [gateway])
                    ?? 0
            }
        }

        /// Waits until a condition holds; as long as a busy machine may need.
        func until(_ condition: () async throws -> Bool) async throws -> Bool {
            for _ in 0..<1200 {
                if try await condition() { return true }
                try await Task.sleep(for: .milliseconds(50))
            }
            return false
        }
    }

    @Test(
        "delays no check of another gateway, though its own are first in line and there are few lanes",
        arguments: [1, 3])
    func lanes(count: Int) async throws {
        let bench = try await Bench()
        defer { try? FileManager.default.removeItem(at: bench.folder) }
        try await bench.add(40)
        try await bench.enqueue()
        let worker = try bench.worker(lanes: count)
        let running = Task { try await worker.run() }
        // All of the other's are checked while the one says nothing at all.
        #expect(try await bench.until { try await bench.checked("quick") == 40 })
        #expect(try await bench.checked("slow") == 0)
        bench.slow.answer()
        #expect(try await bench.until { try await bench.checked("slow") == 40 })
        // Each was asked for by one list, however often its jobs came back.
        #expect(bench.slow.behind.state.withLock { $0.lists } == 1)
        worker.stop()
        _ = try await running.value
    }
}

/// A gateway that says nothing until it is told to.
final class HangingGateway: Gateway {
    let behind: FakeGateway
    private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    init(_ behind: FakeGateway) {
        self.behind = behind
    }

    var name: String { behind.name }
    var kind: GatewayKind { behind.kind }
    var capabilities: GatewayCapabilities { behind.capabilities }

    /// From now on it answers.
    func answer() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            state.isOpen = true
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    private func hang() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func probe() async throws(GatewayError) -> GatewayProbe {
        await hang()
        return try await behind.probe()
    }

    func sessions(known: [String]) async throws(GatewayError) -> SessionList {
        await hang()
        return try await behind.sessions(known: known)
    }

    func session(_ id: String) async throws(GatewayError) -> SessionLookup {
        await hang()
        return try await behind.session(id)
    }

    func deepProbe(_ id: String) async throws(GatewayError) -> DeepProbeAnswer { try await behind.deepProbe(id) }
    func qrCode(_ id: String) async throws(GatewayError) -> QRCodeAnswer { try await behind.qrCode(id) }
}
