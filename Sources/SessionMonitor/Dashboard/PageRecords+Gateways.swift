import GRDB
import Gateways
import JobQueueSQLite
import SessionHealth
package import WallTime

/// A gateway as the page shows it.
package struct PageGateway: Sendable, Hashable {
    package var name: String
    package var kind: String
    package var url: String
    package var phase: String
    package var accounts: Int
    package var incident: PageIncidentBrief?
    /// The newest probes, the newest first, at most 30.
    package var probes: [PageProbe]
}

/// One look at a gateway.
package struct PageProbe: Sendable, Hashable {
    package var at: Timestamp
    /// `good`, or the kind of failure.
    package var outcome: String
    /// Milliseconds.
    package var latency: Int64?
    /// Milliseconds; a fall means a restart.
    package var uptime: Int64?
    package var version: String?
    package var sessions: Int?
    /// JSON object: status to number.
    package var sessionsByStatus: String?
    /// Bytes.
    package var memory: Int64?
    /// Milliseconds of processor time since its start.
    package var cpu: Int64?
}

extension PageRecords {
    private static let gatewaysSQL = """
        SELECT g.name, g.kind, g.url, g.phase, (SELECT count(*) FROM accounts WHERE gateway = g.name),
          i.id, i.cause, i.began_at, i.needs_human, i.blocked_by
        FROM gateways AS g LEFT JOIN incidents AS i ON i.id = g.incident_id AND i.resolved_at IS NULL ORDER BY g.name
        """
    private static let probesSQL = """
        SELECT at, outcome, latency, uptime, version, sessions, sessions_by_status, memory, cpu FROM gateway_probes
        WHERE gateway = ?1 AND at >= ?2 ORDER BY at DESC LIMIT ?3
        """

    /// All gateways, by name, each with its newest probes of the last day.
    package func gateways(now: Timestamp) async throws -> [PageGateway] {
        try await read { db in
            let gateways = try db.rows(Self.gatewaysSQL) { row in
                PageGateway(
                    name: row[0], kind: row[1], url: row[2], phase: row[3], accounts: row[4],
                    incident: (row[5] as Int64?).map { id in
                        PageIncidentBrief(
                            id: id, cause: row[6], beganAt: Timestamp(milliseconds: row[7]), needsHuman: row.isSet(8),
                            blockedBy: row[9])
                    }, probes: [])
            }
            return try gateways.map { gateway in
                var gateway = gateway
                gateway.probes = try db.rows(
                    Self.probesSQL, [gateway.name, now.milliseconds - 86_400_000, 30], Self.probe)
                return gateway
            }
        }
    }

    /// Probes of a gateway since a time, newest first; nil where there is no such gateway.
    package func probes(of gateway: String, since start: Timestamp, limit: Int) async throws -> [PageProbe]? {
        try await read { db in
            guard try db.integer("SELECT 1 FROM gateways WHERE name = ?1", [gateway]) != nil else { return nil }
            return try db.rows(Self.probesSQL, [gateway, start.milliseconds, limit], Self.probe)
        }
    }

    private static func probe(_ row: Row) -> PageProbe {
        PageProbe(
            at: Timestamp(milliseconds: row[0]), outcome: row[1], latency: row[2], uptime: row[3], version: row[4],
            sessions: row[5], sessionsByStatus: row[6], memory: row[7], cpu: row[8])
    }
}
