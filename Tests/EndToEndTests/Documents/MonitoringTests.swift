import Foundation
import Testing

/// The dashboards and alert rules under `contrib/`, against a page that watches a gateway whose sessions fail.
@Suite("Dashboards and alert rules") struct MonitoringTests {
    /// Metrics that come from Prometheus' side.
    private static let foreign: Set<String> = ["instance", "job"]

    private static func site(_ body: (Site) async throws -> Void) async throws {
        try await Site.running(
            "demo", .whole, health: #"{"restartGrace": 0, "confirmDelay": 1, "ownRetryGrace": 0}"#
        ) { site in
            // The jobs of a sweep and what follows from it, now and not in two minutes.
            try await site.denyut("schedule-test", "monitor-sessions")
            try await body(site)
        }
    }

    private static func metrics(_ site: Site) async throws -> [String: Set<String>] {
        Monitoring.told(try await Site.fetch(site.url + "/metrics"))
    }

    @Test("every metric that a dashboard or a rule asks for is told, with the labels that it is asked by")
    func metrics() async throws {
        let asked =
            try Monitoring.dashboardQueries().flatMap { Monitoring.metrics(in: $0.query) }
            + Monitoring.metrics(in: Monitoring.rules())
        #expect(asked.count > 60)
        try await Self.site { site in
            let names = Set(asked.map(\.name))
            // Some have nothing to tell before something has gone wrong, and right again.
            _ = try await eventually { names.isSubset(of: Set(try await Self.metrics(site).keys)) }
            let told = try await Self.metrics(site)
            for metric in asked {
                guard let labels = told[metric.name] else {
                    Issue.record("\(metric.name) is asked for and not told")
                    continue
                }
                #expect(metric.labels.subtracting(Self.foreign).isSubset(of: labels), "\(metric)")
            }
        }
    }

    @Test("the document names every metric that is told, and no other")
    func document() async throws {
        let document = try String(
            contentsOf: Monitoring.root.appendingPathComponent("docs/monitoring.md"), encoding: .utf8)
        let named = Set(document.matches(of: /`((?:denyut|process)_[a-z_]+)[`{]/).map { String($0.1) })
        try await Self.site { site in
            _ = try await eventually { named.isSubset(of: Set(try await Self.metrics(site).keys)) }
            let told = Set(try await Self.metrics(site).keys)
            #expect(named.subtracting(told).isEmpty, "named, and not told")
            #expect(told.subtracting(named).isEmpty, "told, and not in docs/monitoring.md")
        }
    }

    @Test("promtool finds nothing, and each alert fires where it should", .wherePrometheusIsInstalled)
    func promtool() async throws {
        let promtool = try #require(Monitoring.program("promtool"))
        let folder = Monitoring.folder.appendingPathComponent("prometheus").path
        for arguments in [
            ["check", "rules", "denyut.rules.yml"], ["check", "config", "prometheus.yml"],
            ["test", "rules", "denyut.test.yml"],
        ] {
            let result = try await RunningProcess(promtool, arguments, folder: folder).end()
            #expect(result.status == 0, "\(arguments): \(result.output)\(result.errors)")
        }
    }

    @Test("a real Prometheus answers every query of the dashboards, and loads every rule", .wherePrometheusIsInstalled)
    func prometheus() async throws {
        let program = try #require(Monitoring.program("prometheus"))
        let queries = try Monitoring.dashboardQueries()
        try await Self.site { site in
            let folder = try TemporaryFolder()
            let target = site.url.replacingOccurrences(of: "http://", with: "")
            let rules = Monitoring.folder.appendingPathComponent("prometheus/denyut.rules.yml").path
            let settings = try folder.file(
                "prometheus.yml",
                """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ["\(rules)"]
                scrape_configs: [{job_name: denyut, static_configs: [{targets: ["\(target)"]}]}]
                """)
            let address = "127.0.0.1:\(try LastingPort.find())"
            let server = try RunningProcess(
                program,
                [
                    "--config.file=\(settings)", "--storage.tsdb.path=\(folder.path)/data",
                    "--web.listen-address=\(address)",
                ])
            defer { server.send(SIGKILL) }
            for query in queries {
                let isAnswered = try await eventually { try await Self.answers(query.query, at: address) > 0 }
                #expect(isAnswered, "\(query.place): \(query.query)")
            }
            let answer = try await Site.fetch("http://\(address)/api/v1/rules")
            #expect(answer.components(separatedBy: #""health":"ok""#).count > 20)
            #expect(!answer.contains(#""health":"err""#))
        }
    }

    /// How many series a Prometheus answers with; 0 while it is not up yet.
    private static func answers(_ query: String, at address: String) async throws -> Int {
        var parts = URLComponents()
        parts.queryItems = [URLQueryItem(name: "query", value: query)]
        let encoded = (parts.percentEncodedQuery ?? "").replacingOccurrences(of: "+", with: "%2B")
        guard let text = try? await Site.fetch("http://\(address)/api/v1/query?\(encoded)") else { return 0 }
        let answer = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return ((answer?["data"] as? [String: Any])?["result"] as? [Any])?.count ?? 0
    }
}
