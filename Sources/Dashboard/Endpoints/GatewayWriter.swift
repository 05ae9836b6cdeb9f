import Gateways
import SessionMonitor
import WallTime

/// Shows gateways as the contract has them.
enum GatewayWriter {
    static func json(_ gateway: PageGateway) -> JSON {
        let newest = gateway.probes.first
        let restarted = newest.flatMap { probe in probe.uptime.map { probe.at - .milliseconds($0) } }
        return [
            "name": .string(gateway.name), "kind": .string(gateway.kind), "url": .string(shown(gateway.url)),
            "state": .string(state(gateway)), "circuit": .string(circuit(gateway.phase)),
            "version": .text(gateway.probes.lazy.compactMap(\.version).first), "accounts": .int(gateway.accounts),
            "probe": newest.map { probe($0, before: gateway.probes.dropFirst().first) } ?? .null,
            "restarted_at": .time(restarted), "incident": gateway.incident.map(AccountWriter.brief) ?? .null,
            "memory_per_hour_bytes": .decimal(slope(gateway.probes)),
            "latency_series": .array(
                gateway.probes.reversed().map { $0.outcome == "good" ? .int($0.latency) : .null }),
        ]
    }

    static func probe(_ probe: PageProbe, before: PageProbe?) -> JSON {
        let unreached: Set = ["unreachable"]
        return [
            "at": .time(probe.at), "reachable": .bool(!unreached.contains(probe.outcome)),
            "outcome": .string(probe.outcome == "good" ? "ok" : probe.outcome), "latency_ms": .int(probe.latency),
            "uptime_ms": .int(probe.uptime), "memory_bytes": .int(probe.memory),
            "cpu_percent": .decimal(load(probe, before)), "sessions": .int(probe.sessions),
            "sessions_by_status": probe.sessionsByStatus.map { JSON.stored($0) } ?? [:],
        ]
    }

    private static func state(_ gateway: PageGateway) -> String {
        if let outcome = gateway.probes.first?.outcome, outcome == "unauthorized" { return "unauthorized" }
        return switch gateway.phase {
        case "good", "suspect", "down", "restarting": gateway.phase
        case "half_open": "suspect"
        default: "never"
        }
    }

    private static func circuit(_ phase: String) -> String {
        switch phase {
        case "down": "open"
        case "half_open": "half_open"
        default: "closed"
        }
    }

    /// Scheme, host and port: a path or a query may hold a key.
    private static func shown(_ url: String) -> String {
        let parts = url.split(separator: "://", maxSplits: 1)
        guard parts.count == 2 else { return "" }
        let rest = parts[1].prefix { !"/?#".contains($0) }
        return "\(parts[0])://\(rest.split(separator: "@", omittingEmptySubsequences: false).last ?? rest)"
    }

    private static func load(_ probe: PageProbe, _ before: PageProbe?) -> Double? {
        guard let before, let cpu = probe.cpu, let earlier = before.cpu, cpu >= earlier, probe.at > before.at else {
            return nil
        }
        return (Double(cpu) - Double(earlier)) / Double((probe.at - before.at).wholeMilliseconds) * 100
    }

    /// Bytes an hour: a line through the memory of the probes since the last restart.
    private static func slope(_ probes: [PageProbe]) -> Double? {
        var points: [(hour: Double, bytes: Double)] = []
        var uptime = Int64.max
        for probe in probes {
            if let now = probe.uptime, now > uptime { break }
            uptime = probe.uptime ?? uptime
            if let memory = probe.memory { points.append((Double(probe.at.milliseconds) / 3_600_000, Double(memory))) }
        }
        guard points.count >= 5 else { return nil }
        let n = Double(points.count)
        let meanHour = points.reduce(0) { $0 + $1.hour } / n
        let meanBytes = points.reduce(0) { $0 + $1.bytes } / n
        let spread = points.reduce(0) { $0 + ($1.hour - meanHour) * ($1.hour - meanHour) }
        guard spread > 0 else { return nil }
        return points.reduce(0) { $0 + ($1.hour - meanHour) * ($1.bytes - meanBytes) } / spread
    }
}
