import Foundation
import Gateways
import JobQueue
import JobQueueSQLite
import NIOHTTP1
import SessionMonitor
import Testing

@testable import Dashboard

@Suite("Metrics")
struct MetricsTests {
    /// Without those that have nothing to tell of an empty database: rates and KPIs.
    private static let names: Set<String> = [
        "denyut_info", "denyut_queue_jobs", "denyut_queue_oldest_pending_seconds", "denyut_queue_paused",
        "denyut_failed_jobs", "denyut_workers",
        "denyut_scheduler_last_tick_timestamp_seconds",
        "denyut_scheduler_paused", "denyut_sessions_by_level", "denyut_sessions_by_status", "denyut_incidents_open",
        "denyut_incidents_needing_a_person", "denyut_gateway_up", "denyut_store_bytes",
    ]

    @Test("everything that is promised is told, in lines that Prometheus can read")
    func complete() async throws {
        try await Bench.running { bench in
            _ = try await bench.jobs.enqueue([.init(queue: "a \"queue\"\\\n", kind: "NoOp")], durability: .durable)
            let text = try await bench.ask(.GET, "/metrics").text
            let types = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }.map {
                $0.split(separator: " ")[2]
            }
            #expect(Set(types.map(String.init)).isSuperset(of: Self.names))
            let sample = /[a-z_]+(\{[a-z_]+="([^"\\]|\\.)*"(,[a-z_]+="([^"\\]|\\.)*")*\})? -?[0-9.e+-]+/
            for line in text.split(separator: "\n") where !line.hasPrefix("#") {
                #expect(line.wholeMatch(of: sample) != nil, "\(line)")
            }
        }
    }

    @Test("the number of lines is bounded, however many accounts and queues there are")
    func bounded() async throws {
        try await Bench.running { bench in
            for number in 0..<300 { _ = try await bench.monitor.add(.init(gateway: "node", session: "s\(number)")) }
            _ = try await bench.jobs.enqueue(
                (0..<300).map { .init(queue: "queue-\($0)", kind: "NoOp") }, durability: .durable)
            let text = try await bench.ask(.GET, "/metrics").text
            #expect(!text.contains("s299"))
            #expect(text.split(separator: "\n").count < 1500)
        }
    }
}
