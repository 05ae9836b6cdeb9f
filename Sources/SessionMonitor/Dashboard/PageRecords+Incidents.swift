package import Basics
import GRDB
import JobQueueSQLite
import SessionHealth
package import WallTime

/// An incident with what the page shows of its account. JSON columns stand as the table has them.
package struct PageIncident: Sendable, Hashable, Identifiable {
    package var id: Int64
    package var gateway: String
    package var session: String?
    package var account: Int64?
    package var label: String?
    package var phone: String?
    package var cause: String
    package var beganAt: Timestamp
    package var detectedAt: Timestamp
    package var firstActionAt: Timestamp?
    package var resolvedAt: Timestamp?
    package var needsHuman: Bool
    package var blockedBy: String
    package var acknowledgedAt: Timestamp?
    package var acknowledgedBy: String?
    package var isFalsePositive: Bool
    package var evidence: String
    package var actions: String
    /// What it was opened with; `cause` is the newest.
    package var firstCause: String
    /// For an incident of a gateway: how many accounts are on it.
    package var affected: Int?
}

/// Which incidents are asked for.
package struct PageIncidentFilter: Sendable, Hashable {
    /// nil: open and resolved ones.
    package var isOpen: Bool?
    /// `session` or `gateway`.
    package var scope: String?
    package var needsHuman: Bool?
    package var causes: Set<Name>?
    package var gateways: Set<Name>?
    package var account: Int64?
    package var search: String?

    package init() {}
}

/// How many incidents there are.
package struct PageIncidentCounts: Sendable, Hashable {
    package var open = 0
    package var needsHuman = 0
    /// Open and acknowledged.
    package var acknowledged = 0
    /// Resolved within the last 24 hours.
    package var resolved = 0
}

extension PageRecords {
    private static let incidentsSQL = """
        SELECT i.id, i.gateway, i.session, i.account_id, a.label, a.phone, i.cause, i.began_at, i.detected_at,
          i.first_action_at, i.resolved_at, i.needs_human, i.blocked_by, i.acknowledged_at, i.acknowledged_by,
          i.false_positive, i.evidence, i.actions, coalesce(i.first_cause, i.cause),
          CASE WHEN i.account_id IS NULL THEN (SELECT count(*) FROM accounts WHERE gateway = i.gateway) END
        FROM incidents AS i LEFT JOIN accounts AS a ON a.id = i.account_id
        """
    private static let countsSQL = """
        SELECT count(*) FILTER (WHERE resolved_at IS NULL),
          count(*) FILTER (WHERE resolved_at IS NULL AND needs_human = 1),
          count(*) FILTER (WHERE resolved_at IS NULL AND acknowledged_at IS NOT NULL),
          count(*) FILTER (WHERE resolved_at IS NOT NULL)
        FROM incidents WHERE resolved_at IS NULL OR resolved_at >= ?1
        """

    /// One page of the incidents that match, newest first, and how many match.
    package func incidents(
        _ filter: PageIncidentFilter, offset: Int, limit: Int
    ) async throws -> (items: [PageIncident], total: Int) {
        var conditions = ["1"]
        var arguments: StatementArguments = []
        if let isOpen = filter.isOpen { conditions.append("i.resolved_at IS \(isOpen ? "" : "NOT ")NULL") }
        if let scope = filter.scope { conditions.append("i.account_id IS \(scope == "gateway" ? "" : "NOT ")NULL") }
        if let needsHuman = filter.needsHuman { conditions.append("i.needs_human = \(needsHuman ? 1 : 0)") }
        for (column, values) in [("cause", filter.causes), ("gateway", filter.gateways)] {
            guard let values else { continue }
            conditions.append("i.\(column) IN (\(values.map { _ in "?" }.joined(separator: ", ")))")
            arguments += StatementArguments(values.sorted().map(\.text))
        }
        if let account = filter.account {
            conditions.append("i.account_id = ?")
            arguments += [account]
        }
        if let search = filter.search {
            conditions.append(
                "instr(lower(coalesce(a.label, '') || ' ' || coalesce(a.phone, '') || ' ' || coalesce(i.session, '') || ' ' || i.gateway), lower(?)) > 0"
            )
            arguments += [search]
        }
        let condition = " WHERE " + conditions.joined(separator: " AND ")
        let bound = arguments
        return try await read { db in
            let items = try Row.fetchAll(
                db,
                sql: Self.incidentsSQL + condition + " ORDER BY i.resolved_at IS NOT NULL, i.id DESC LIMIT ? OFFSET ?",
                arguments: bound + [limit, offset])
            let total = try Int.fetchOne(
                db,
                sql: "SELECT count(*) FROM incidents AS i LEFT JOIN accounts AS a ON a.id = i.account_id" + condition,
                arguments: bound)
            return (items.map(Self.incident), total ?? 0)
        }
    }

    package func pageIncident(_ id: Int64) async throws -> PageIncident? {
        try await read { db in
            try db.row(Self.incidentsSQL + " WHERE i.id = ?1", [id]).map(Self.incident)
        }
    }

    /// Open incidents, and those resolved within ten minutes: what a live page watches. At most 500.
    package func recentIncidents(now: Timestamp) async throws -> [PageIncident] {
        try await read { db in
            try db.rows(
                Self.incidentsSQL + " WHERE i.resolved_at IS NULL OR i.resolved_at >= ?1 ORDER BY i.id DESC LIMIT 500",
                [now.milliseconds - 600_000], Self.incident)
        }
    }

    package func incidentCounts(now: Timestamp) async throws -> PageIncidentCounts {
        try await read { db in
            guard let row = try db.row(Self.countsSQL, [now.milliseconds - 86_400_000]) else {
                return PageIncidentCounts()
            }
            return PageIncidentCounts(open: row[0], needsHuman: row[1], acknowledged: row[2], resolved: row[3])
        }
    }

    private static func incident(_ row: Row) -> PageIncident {
        PageIncident(
            id: row[0], gateway: row[1], session: row[2], account: row[3], label: row[4], phone: row[5], cause: row[6],
            beganAt: Timestamp(milliseconds: row[7]), detectedAt: Timestamp(milliseconds: row[8]),
            firstActionAt: row.time(9), resolvedAt: row.time(10), needsHuman: row.isSet(11), blockedBy: row[12],
            acknowledgedAt: row.time(13), acknowledgedBy: row[14], isFalsePositive: row.isSet(15), evidence: row[16],
            actions: row[17], firstCause: row[18], affected: row[19])
    }
}
