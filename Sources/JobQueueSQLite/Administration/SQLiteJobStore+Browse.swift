package import Basics
import GRDB
package import JobQueue
import WallTime

extension SQLiteJobStore {
    /// No more matches than that are counted: a figure on a page is not worth a scan of a million rows.
    private static let countCap = 10_000

    /// Jobs of one state, newest first, without their payloads: a list shows none, and each may have a megabyte.
    package func browse(_ filter: JobFilter, limit: Int) async throws -> JobPage {
        let now = clock.now()
        return try await read { db in
            let query = BrowseQuery(filter, now: now)
            let rows = try Row.fetchAll(
                db,
                sql: query.select(query.columns(withPayload: false), " AND (:before IS NULL OR id < :before)")
                    + " ORDER BY id DESC LIMIT :limit",
                arguments: query.arguments + ["before": filter.before?.rawValue, "limit": limit])
            let total =
                try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM (\(query.select("1")) LIMIT \(Self.countCap + 1))",
                    arguments: query.arguments) ?? 0
            var anyKind = filter
            anyKind.kinds = nil
            anyKind.search = nil
            let all = BrowseQuery(anyKind, now: now)
            let kinds = try Row.fetchAll(
                db,
                sql: """
                    SELECT CAST(kind AS BLOB), count(*) FROM (\(all.select("kind")) LIMIT \(Self.countCap)) GROUP BY kind
                    ORDER BY 2 DESC LIMIT 100
                    """, arguments: all.arguments)
            return JobPage(
                jobs: rows.map { BrowsedJob($0, state: filter.state) }, total: min(total, Self.countCap),
                isCapped: total > Self.countCap,
                kinds: Dictionary(kinds.map { ($0.name(0), $0[1] as Int) }, uniquingKeysWith: +))
        }
    }

    /// The ids of jobs that match, newest first.
    package func ids(of filter: JobFilter, limit: Int) async throws -> [JobID] {
        let now = clock.now()
        return try await read { db in
            let query = BrowseQuery(filter, now: now)
            return try Int64.fetchAll(
                db, sql: query.select("id") + " ORDER BY id DESC LIMIT :limit",
                arguments: query.arguments + ["limit": limit]
            ).map { JobID($0) }
        }
    }

    /// One job with its payload, wherever it stands, and its attempts that did not end well, oldest first.
    package func browse(_ id: JobID) async throws -> (job: BrowsedJob, attempts: [AttemptRecord])? {
        let now = clock.now()
        return try await read { db in
            for state in [JobDetails.State.pending, .delayed, .reserved, .failed, .finished] {
                let query = BrowseQuery(JobFilter(state: state), now: now)
                let row = try Row.fetchOne(
                    db, sql: query.select(query.columns(withPayload: true), " AND id = :id"),
                    arguments: query.arguments + ["id": id.rawValue])
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
    package func heldJobs() async throws -> [Name: [BrowsedJob]] {
        let now = clock.now()
        return try await read { db in
            let query = BrowseQuery(JobFilter(state: .reserved), now: now)
            let rows = try Row.fetchAll(
                db, sql: query.select(query.columns(withPayload: false)) + " ORDER BY id LIMIT 2000",
                arguments: query.arguments)
            return Dictionary(grouping: rows.map { BrowsedJob($0, state: .reserved) }) { Name($0.worker ?? "") }
        }
    }
}

/// The query for jobs of one state.
private struct BrowseQuery {
    /// Other programs write what they like: of a text in a list no more characters than this are shown.
    private static let textLimit = 2000

    private let state: JobDetails.State
    private let table: String
    private let condition: String
    let arguments: StatementArguments

    init(_ filter: JobFilter, now: Timestamp) {
        state = filter.state
        var condition: String
        var arguments: [String: (any DatabaseValueConvertible)?] = [:]
        switch filter.state {
        case .pending:
            condition = "lease_token IS NULL AND available_at <= :now"
            arguments["now"] = now.milliseconds
        case .delayed:
            condition = "lease_token IS NULL AND available_at > :now"
            arguments["now"] = now.milliseconds
        case .reserved: condition = "lease_token IS NOT NULL"
        case .failed, .finished: condition = "1"
        }
        switch filter.state {
        case .pending, .delayed, .reserved: table = "jobs"
        case .failed: table = "failed_jobs"
        case .finished: table = "finished_jobs"
        }
        for (column, values) in [("queue", filter.queues), ("kind", filter.kinds)] {
            guard let values else { continue }
            var names: [String] = []
            for (index, value) in values.sorted().prefix(100).enumerated() {
                names.append("CAST(:\(column)\(index) AS TEXT)")
                arguments["\(column)\(index)"] = value.blob
            }
            condition += " AND \(column) IN (\(names.joined(separator: ", ")))"
        }
        if let search = filter.search {
            arguments["search"] = search
            var conditions = ["instr(lower(kind), lower(:search))", "CAST(id AS TEXT) = :search"]
            if filter.state != .finished { conditions.append("instr(lower(coalesce(unique_key, '')), lower(:search))") }
            if filter.state == .failed { conditions.append("instr(lower(error_message), lower(:search))") }
            condition += " AND (\(conditions.joined(separator: " OR ")))"
        }
        self.condition = condition
        self.arguments = StatementArguments(arguments)
    }

    /// The statement; it reads no more columns than it selects and asks for.
    func select(_ columns: String, _ more: String = "") -> String {
        "SELECT \(columns) FROM \(table) WHERE \(condition)\(more)"
    }

    /// What a `BrowsedJob` is made of.
    func columns(withPayload: Bool) -> String {
        func text(_ column: String) -> String {
            withPayload ? column : "substr(\(column), 1, \(Self.textLimit)) AS \(column)"
        }
        let common = """
            id, CAST(queue AS BLOB) AS queue, CAST(kind AS BLOB) AS kind, \(withPayload ? "payload" : "'' AS payload"),
              attempts, created_at, worker
            """
        return switch state {
        case .pending, .delayed, .reserved:
            """
            \(common), priority, max_attempts, crashes, available_at, leased_at, lease_expires_at, \(text("unique_key")),
              \(text("progress")), NULL AS ended_at, NULL AS error_type, NULL AS error_message
            """
        case .failed:
            """
            \(common), priority, max_attempts, crashes, created_at AS available_at, NULL AS leased_at,
              NULL AS lease_expires_at, \(text("unique_key")), NULL AS progress, failed_at AS ended_at,
              \(text("error_type")), \(text("error_message"))
            """
        case .finished:
            """
            \(common), 0 AS priority, NULL AS max_attempts, 0 AS crashes, created_at AS available_at, NULL AS leased_at,
              NULL AS lease_expires_at, NULL AS unique_key, NULL AS progress, finished_at AS ended_at, NULL AS error_type,
              NULL AS error_message
            """
        }
    }
}

extension BrowsedJob {
    fileprivate init(_ row: Row, state: JobDetails.State) {
        func time(_ column: String) -> Timestamp? { (row[column] as Int64?).map(Timestamp.init(milliseconds:)) }
        self.init(
            id: JobID(row["id"]), state: state, queue: row.name("queue").text, kind: row.name("kind").text,
            payload: row["payload"],
            priority: row["priority"], attempts: row["attempts"], maxAttempts: row["max_attempts"],
            crashes: row["crashes"], createdAt: Timestamp(milliseconds: row["created_at"]),
            availableAt: Timestamp(milliseconds: row["available_at"]), leasedAt: time("leased_at"),
            leaseExpiresAt: time("lease_expires_at"), worker: row["worker"], uniqueKey: row["unique_key"],
            progress: row["progress"], endedAt: time("ended_at"),
            errorType: row["error_type"], errorMessage: row["error_message"])
    }
}
