import GRDB
package import JobQueue
import WallTime

extension SQLiteJobStore {
    /// No more matches than that are counted: a figure on a page is not worth a scan of a million rows.
    private static let countCap = 10_000

    /// Jobs of one state, newest first.
    package func browse(_ filter: JobFilter, limit: Int) async throws -> JobPage {
        let now = clock.now()
        return try await read { db in
            let query = BrowseQuery(filter, now: now)
            let rows = try Row.fetchAll(
                db, sql: query.select(" AND (:before IS NULL OR id < :before)") + " ORDER BY id DESC LIMIT :limit",
                arguments: query.arguments + ["before": filter.before?.rawValue, "limit": limit])
            let total =
                try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM (\(query.select()) LIMIT \(Self.countCap + 1))",
                    arguments: query.arguments) ?? 0
            var anyKind = filter
            anyKind.kinds = nil
            anyKind.search = nil
            let all = BrowseQuery(anyKind, now: now)
            let kinds = try Row.fetchAll(
                db,
                sql: """
                    SELECT kind, count(*) FROM (\(all.select()) LIMIT \(Self.countCap)) GROUP BY kind
                    ORDER BY 2 DESC LIMIT 100
                    """, arguments: all.arguments)
            return JobPage(
                jobs: rows.map { BrowsedJob($0, state: filter.state) }, total: min(total, Self.countCap),
                isCapped: total > Self.countCap,
                kinds: Dictionary(uniqueKeysWithValues: kinds.map { ($0[0] as String, $0[1] as Int) }))
        }
    }

    /// The ids of jobs that match, newest first.
    package func ids(of filter: JobFilter, limit: Int) async throws -> [JobID] {
        let now = clock.now()
        return try await read { db in
            let query = BrowseQuery(filter, now: now)
            return try Row.fetchAll(
                db, sql: query.select() + " ORDER BY id DESC LIMIT :limit",
                arguments: query.arguments + ["limit": limit]
            ).map { JobID($0["id"]) }
        }
    }

    /// One job, wherever it stands, with its attempts that did not end well, oldest first.
    package func browse(_ id: JobID) async throws -> (job: BrowsedJob, attempts: [AttemptRecord])? {
        let now = clock.now()
        return try await read { db in
            for state in [JobDetails.State.pending, .delayed, .reserved, .failed, .finished] {
                let query = BrowseQuery(JobFilter(state: state), now: now)
                let row = try Row.fetchOne(
                    db, sql: query.select(" AND id = :id"), arguments: query.arguments + ["id": id.rawValue])
                guard let row else { continue }
                let attempts = try Row.fetchAll(
                    db, sql: "SELECT * FROM job_attempts WHERE job_id = ? ORDER BY id LIMIT 200",
                    arguments: [id.rawValue])
                return (BrowsedJob(row, state: state), attempts.map(AttemptRecord.init(row:)))
            }
            return nil
        }
    }

    /// The jobs that workers hold, by worker.
    package func heldJobs() async throws -> [String: [BrowsedJob]] {
        let now = clock.now()
        return try await read { db in
            let query = BrowseQuery(JobFilter(state: .reserved), now: now)
            let rows = try Row.fetchAll(db, sql: query.select() + " ORDER BY id LIMIT 2000", arguments: query.arguments)
            return Dictionary(grouping: rows.map { BrowsedJob($0, state: .reserved) }) { $0.worker ?? "" }
        }
    }
}

/// The query for jobs of one state.
private struct BrowseQuery {
    private let sql: String
    let arguments: StatementArguments

    private static let live = """
        SELECT id, queue, kind, payload, priority, attempts, max_attempts, crashes, created_at, available_at,
          leased_at, lease_expires_at, worker, unique_key, progress, NULL AS ended_at, NULL AS error_type,
          NULL AS error_message
        FROM jobs WHERE
        """

    init(_ filter: JobFilter, now: Timestamp) {
        var sql: String
        var arguments: [String: (any DatabaseValueConvertible)?] = [:]
        switch filter.state {
        case .pending:
            sql = Self.live + " lease_token IS NULL AND available_at <= :now"
            arguments["now"] = now.milliseconds
        case .delayed:
            sql = Self.live + " lease_token IS NULL AND available_at > :now"
            arguments["now"] = now.milliseconds
        case .reserved:
            sql = Self.live + " lease_token IS NOT NULL"
        case .failed:
            sql = """
                SELECT id, queue, kind, payload, priority, attempts, max_attempts, crashes, created_at,
                  created_at AS available_at, NULL AS leased_at, NULL AS lease_expires_at, worker, unique_key,
                  NULL AS progress, failed_at AS ended_at, error_type, error_message
                FROM failed_jobs WHERE 1
                """
        case .finished:
            sql = """
                SELECT id, queue, kind, payload, 0 AS priority, attempts, NULL AS max_attempts, 0 AS crashes, created_at,
                  created_at AS available_at, NULL AS leased_at, NULL AS lease_expires_at, worker, NULL AS unique_key,
                  NULL AS progress, finished_at AS ended_at, NULL AS error_type, NULL AS error_message
                FROM finished_jobs WHERE 1
                """
        }
        for (column, values) in [("queue", filter.queues), ("kind", filter.kinds)] {
            guard let values else { continue }
            var names: [String] = []
            for (index, value) in values.sorted().prefix(100).enumerated() {
                names.append(":\(column)\(index)")
                arguments["\(column)\(index)"] = value
            }
            sql += " AND \(column) IN (\(names.joined(separator: ", ")))"
        }
        if let search = filter.search {
            arguments["search"] = search
            var conditions = ["instr(lower(kind), lower(:search))", "CAST(id AS TEXT) = :search"]
            if filter.state != .finished { conditions.append("instr(lower(coalesce(unique_key, '')), lower(:search))") }
            if filter.state == .failed { conditions.append("instr(lower(error_message), lower(:search))") }
            sql += " AND (\(conditions.joined(separator: " OR ")))"
        }
        self.sql = sql
        self.arguments = StatementArguments(arguments)
    }

    func select(_ more: String = "") -> String { sql + more }
}

extension BrowsedJob {
    fileprivate init(_ row: Row, state: JobDetails.State) {
        func time(_ column: String) -> Timestamp? { (row[column] as Int64?).map(Timestamp.init(milliseconds:)) }
        self.init(
            id: JobID(row["id"]), state: state, queue: row["queue"], kind: row["kind"], payload: row["payload"],
            priority: row["priority"], attempts: row["attempts"], maxAttempts: row["max_attempts"],
            crashes: row["crashes"], createdAt: Timestamp(milliseconds: row["created_at"]),
            availableAt: Timestamp(milliseconds: row["available_at"]), leasedAt: time("leased_at"),
            leaseExpiresAt: time("lease_expires_at"), worker: row["worker"], uniqueKey: row["unique_key"],
            progress: row["progress"], endedAt: time("ended_at"),
            errorType: row["error_type"], errorMessage: row["error_message"])
    }
}
