import Foundation
import Testing

/// What `contrib/` gives to those who watch Denyut with Prometheus and Grafana.
enum Monitoring {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let folder = root.appendingPathComponent("contrib")

    /// Every query of every dashboard, with the variables filled in.
    static func dashboardQueries() throws -> [(place: String, query: String)] {
        let dashboards = folder.appendingPathComponent("grafana/dashboards")
        let names = try FileManager.default.contentsOfDirectory(atPath: dashboards.path).filter {
            $0.hasSuffix(".json")
        }
        return try names.sorted().flatMap { name -> [(String, String)] in
            let data = try Data(contentsOf: dashboards.appendingPathComponent(name))
            let board = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            let panels = try #require(board["panels"] as? [[String: Any]])
            return panels.flatMap { panel -> [(String, String)] in
                let targets = panel["targets"] as? [[String: Any]] ?? []
                return targets.compactMap { target in
                    (target["expr"] as? String).map { ("\(name), \(panel["title"] ?? "")", filled($0)) }
                }
            }
        }
    }

    /// The expressions of the alert rules.
    static func rules() throws -> String {
        try String(contentsOf: folder.appendingPathComponent("prometheus/denyut.rules.yml"), encoding: .utf8)
    }

    private static func filled(_ query: String) -> String {
        query.replacingOccurrences(of: "$__rate_interval", with: "1m")
            .replacingOccurrences(of: "$instance", with: ".*").replacingOccurrences(of: "$gateway", with: ".*")
            .replacingOccurrences(of: "$queue", with: ".*")
    }

    /// The metrics of an expression, each with the labels that it is asked by.
    static func metrics(in expression: String) -> [(name: String, labels: Set<String>)] {
        expression.matches(of: /\b((?:denyut|process)_[a-z_]+)(?:\{([^}]*)\})?/).map { match in
            let labels = (match.2 ?? "").matches(of: /([a-z_]+) *(?:=~|!=|!~|=)/).map { String($0.1) }
            return (String(match.1), Set(labels))
        }
    }

    /// The labels of each metric that a page tells.
    static func told(_ text: String) -> [String: Set<String>] {
        text.split(separator: "\n").filter { !$0.hasPrefix("#") }.reduce(into: [:]) { told, line in
            guard let name = line.firstMatch(of: /^[a-z_]+/) else { return }
            let labels = line.matches(of: /([a-z_]+)="/).map { String($0.1) }
            told[String(name.0), default: []].formUnion(labels)
        }
    }

    /// Where a program is, by `PATH`.
    static func program(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").map { "\($0)/\(name)" }.first(where: FileManager.default.isExecutableFile)
    }
}

extension Trait where Self == ConditionTrait {
    /// Debian's package `prometheus` has them.
    static var wherePrometheusIsInstalled: Self {
        .enabled(
            if: Monitoring.program("prometheus") != nil && Monitoring.program("promtool") != nil,
            "prometheus and promtool are not installed")
    }
}
