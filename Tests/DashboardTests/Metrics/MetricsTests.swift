import Foundation
import GRDB
import Gateways
import JobQueue
import JobQueueSQLite
import NIOHTTP1
import SessionMonitor
import Testing
import WallTime

@testable import Dashboard

@Suite("Metrics")
struct MetricsTests {
    /// Without those that have nothing to tell of an empty database: rates and KPIs.
    private static let names: Set<String> = [
        "denyut_info", "denyut_queue_jobs", "denyut_queue_oldest_pending_seconds", "denyut_queue_paused",
        "denyut_failed_jobs", "denyut_workers",
        "denyut_scheduler_last_tick_timestamp_seconds",
        "denyut_scheduler_paused", "denyut_sessions_by_level", "denyut_sessions_by_status", "denyut_incidents_open",
        "denyut_incidents_needing_a_person", "denyut_gateway_up", "denyut_store_bytes", "denyut_store_check",
        "denyut_gateway_info",
        "denyut_gateway_accounts", "denyut_recovery_attempts", "denyut_sessions", "denyut_sessions_health",
        "denyut_sessions_stale",
        "denyut_sessions_out_of_care", "denyut_notification_overdue_seconds", "process_resident_memory_bytes",
        "process_virtual_memory_bytes", "process_cpu_seconds_total", "process_start_time_seconds", "process_open_fds",
        "process_max_fds",
    ]

    @Test("everything that is promised is told, in lines that Prometheus can read")
    func complete() async throws {
        try await Bench.running { bench in
            // Only another program can give such a name.
            try await bench.jobs.write { transaction in
                try transaction.database.execute(
                    sql: "INSERT INTO jobs (queue, kind) VALUES (?, 'NoOp')", arguments: ["a \"queue\"\\\n"])
            }
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

    @Test("counters of jobs start at zero with the server and end in _total")
    func counters() async throws {
        try await Bench.running { bench in
            _ = try await bench.jobs.enqueue([.init(queue: "a", kind: "NoOp")], durability: .durable)
            let first = try await bench.ask(.GET, "/metrics").text
            #expect(first.contains(#"denyut_jobs_total{queue="a",result="added"} 0"#))
            _ = try await bench.jobs.enqueue([.init(queue: "a", kind: "NoOp")], durability: .durable)
            let second = try await bench.ask(.GET, "/metrics").text
            #expect(second.contains(#"denyut_jobs_total{queue="a",result="added"} 1"#))
            for line in second.split(separator: "\n") where line.hasPrefix("# TYPE ") {
                #expect(line.hasSuffix(" counter") == line.contains("_total "), "\(line)")
            }
        }
    }

    @Test("sessions are counted by gateway, with zeros, and a gateway's figures are in base units")
    func gateways() async throws {
        try await Bench.running { bench in
            for number in 0..<3 { _ = try await bench.monitor.add(.init(gateway: "node", session: "s\(number)")) }
            try await bench.jobs.write { transaction in
                try transaction.database.execute(
                    sql:
                        "INSERT INTO gateway_probes (gateway, at, outcome, latency, uptime, version, sessions, memory, cpu) "
                        + "VALUES ('node', \(transaction.now.milliseconds), 'good', 250, 1000, '1.2.3', 3, 734003200, 61500)"
                )
                try transaction.database.execute(
                    sql: "INSERT INTO notifications (audience, kind, at, due_at, channel, state, text) "
                        + "VALUES ('admin', 'gateway_down', \(transaction.now.milliseconds), 0, 'ops', 'failed', 'x')")
            }
            let text = try await bench.ask(.GET, "/metrics").text
            for line in [
                #"denyut_sessions{gateway="node",status="unknown"} 3"#,
                #"denyut_sessions{gateway="node",status="connected"} 0"#,
                #"denyut_sessions_health{gateway="node",level="unknown"} 3"#,
                #"denyut_gateway_info{gateway="node",kind="node",version="1.2.3"} 1"#,
                #"denyut_gateway_latency_seconds{gateway="node"} 0.25"#,
                #"denyut_gateway_resident_memory_bytes{gateway="node"} 734003200"#,
                #"denyut_gateway_cpu_seconds_total{gateway="node"} 61.5"#,
                #"denyut_gateway_sessions{gateway="node"} 3"#,
                #"denyut_notifications{channel="ops",state="failed"} 1"#,
            ] {
                #expect(text.contains(line + "\n"), "\(line)")
            }
        }
    }
}
