public import Basics
import GRDB
public import JobQueue
import WallTime

extension SQLiteJobStore: JobAdministration {
    /// Jobs of one state, newest first, without their payloads: a list shows none, and each may have a megabyte.
    public func jobs(matching filter: JobFilter, limit: Int) async throws -> JobPage {
        let now = clock.now()
        return try await read { db in
            let query = BrowseQuery(filter, now: now)
            let rows = try Row.fetchAll(
                db,
                sql: query.select(query.columns(withPayload: false), " AND (:before IS NULL OR id < :before)")
                    + " ORDER BY id DESC LIMIT :limit",
                arguments: query.arguments + ["before": filter.before?.rawValue, "limit": max(limit, 1)])
            let total =
                try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM (\(query.select("1")) LIMIT \(JobPage.countCap + 1))",
                    arguments: query.arguments) ?? 0
            var anyKind = filter
            anyKind.kinds = nil
            anyKind.search = nil
            let all = BrowseQuery(anyKind, now: now)
            let kinds = try Row.fetchAll(
                db,
                sql: """
                    SELECT CAST(kind AS BLOB), count(*) FROM (\(all.select("kind")) LIMIT \(JobPage.countCap)) GROUP BY kind
                    ORDER BY 2 DESC LIMIT 100
                    """, arguments: all.arguments)
            return JobPage(
                jobs: rows.map { JobRecord($0, state: filter.state) }, total: min(total, JobPage.countCap),
                isCapped: total > JobPage.countCap,
                kinds: Dictionary(kinds.map { ($0.name(0), $0[1] as Int) }, uniquingKeysWith: +))
        }
    }

    /// The ids of jobs that match, newest first.
    public func ids(matching filter: JobFilter, limit: Int) async throws -> [JobID] {
        let now = clock.now()
        return try await read { db in
            let query = BrowseQuery(filter, now: now)
            return try Int64.fetchAll(
                db, sql: query.select("id") + " ORDER BY id DESC LIMIT :limit",
                arguments: query.arguments + ["limit": max(limit, 1)]
            ).map { JobID($0) }
        }
    }

    /// One job with its payload, wherever it stands.
    public func job(_ id: JobID) async throws -> JobRecord? {
        let now = clock.now()
        return try await read { db in
            if let live = try Row.fetchOne(db, sql: BrowseQuery.byID, arguments: [id.rawValue]) {
                return JobRecord(live: live, now: now)
            }
            for state in [JobRecord.State.failed, .finished] {
                let query = BrowseQuery(JobFilter(state: state), now: now)
                let row = try Row.fetchOne(
                    db, sql: query.select(query.columns(withPayload: true), " AND id = :id"),
                    arguments: query.arguments + ["id": id.rawValue])
                if let row { return JobRecord(row, state: state) }
            }
            return nil
        }
    }

    /// The attempts of a job that did not end well, oldest first.
    public func attempts(of job: JobID) async throws -> [AttemptRecord] {
        try await read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM job_attempts WHERE job_id = ? ORDER BY id LIMIT 200", arguments: [job.rawValue]
            ).map(AttemptRecord.init(row:))
        }
    }

    /// The live jobs that have these unique keys, by key.
    public func jobs(withKeys keys: [String]) async throws -> [Name: JobRecord] {
        guard !keys.isEmpty else { return [:] }
        let now = clock.now()
        return try await read { db in
            let statement = try db.makeStatement(sql: BrowseQuery.byKey)
            var holders: [Name: JobRecord] = [:]
            for key in keys {
                guard let row = try Row.fetchOne(statement, arguments: [key]) else { continue }
                holders[Name(key)] = JobRecord(live: row, now: now)
            }
            return holders
        }
    }

    /// The jobs that workers hold, by worker.
    public func heldJobs() async throws -> [Name: [JobRecord]] {
        let now = clock.now()
        return try await read { db in
            let query = BrowseQuery(JobFilter(state: .running), now: now)
            let rows = try Row.fetchAll(
                db, sql: query.select(query.columns(withPayload: false)) + " ORDER BY id LIMIT 2000",
                arguments: query.arguments)
            return Dictionary(grouping: rows.map { JobRecord($0, state: .running) }) { Name($0.worker ?? "") }
        }
    }
}

/// The query for jobs of one state.
struct BrowseQuery {
    /// Other programs write what they like: of a text in a list no more characters than this are shown.
    private static let textLimit = 2000

    private let state: JobRecord.State
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
        case .running: condition = "lease_token IS NOT NULL"
        case .failed, .finished: condition = "1"
        }
        switch filter.state {
        case .pending, .delayed, .running: table = "jobs"
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

    /// What a `JobRecord` is made of.
    func columns(withPayload: Bool) -> String {
        func text(_ column: String) -> String {
            withPayload ? column : "substr(\(column), 1, \(Self.textLimit)) AS \(column)"
        }
        func whole(_ column: String) -> String { withPayload ? column : "NULL AS \(column)" }
        let common = """
            id, CAST(queue AS BLOB) AS queue, CAST(kind AS BLOB) AS kind, \(withPayload ? "payload" : "'' AS payload"),
              attempts, created_at, worker
            """
        return switch state {
        case .pending, .delayed, .running:
            """
            \(common), payload_version, priority, max_attempts, crashes, available_at, deadline_at, leased_at,
              lease_expires_at, cancel_requested_at, \(text("unique_key")), \(text("trace")), batch_id, \(whole("chain")),
              \(text("progress")), NULL AS ended_at, NULL AS duration,
              NULL AS keep_until, NULL AS reason, NULL AS error_type, NULL AS error_message
            """
        case .failed:
            """
            \(common), payload_version, priority, max_attempts, crashes, created_at AS available_at, NULL AS deadline_at,
              NULL AS leased_at, NULL AS lease_expires_at, NULL AS cancel_requested_at, \(text("unique_key")),
              \(text("trace")), batch_id, \(whole("chain")), NULL AS progress, failed_at AS ended_at,
              NULL AS duration, NULL AS keep_until, \(text("reason")),
              \(text("error_type")), \(text("error_message"))
            """
        case .finished:
            """
            \(common), NULL AS payload_version, 0 AS priority, NULL AS max_attempts, 0 AS crashes,
              created_at AS available_at, NULL AS deadline_at, NULL AS leased_at, NULL AS lease_expires_at,
              NULL AS cancel_requested_at, NULL AS unique_key, NULL AS trace, NULL AS batch_id, NULL AS chain,
              NULL AS progress, finished_at AS ended_at, duration, keep_until, NULL AS reason,
              NULL AS error_type, NULL AS error_message
            """
        }
    }

    /// The live job of an id.
    static var byID: String { live("id = ?1", withPayload: true) }

    /// The live job that has a unique key.
    static var byKey: String { live("jobs.unique_key = ?1", withPayload: false) }

    /// Live jobs, for `JobRecord(live:now:)`.
    private static func live(_ condition: String, withPayload: Bool) -> String {
        let columns = BrowseQuery(JobFilter(state: .running), now: .distantPast).columns(withPayload: withPayload)
        return "SELECT \(columns), lease_token IS NOT NULL AS is_held FROM jobs WHERE \(condition)"
    }

    /// Failed jobs in the order in which they failed; see `JobAdministration.failedJobs`.
    static func failedPage(ofQueue: Bool, ofBatch: Bool) -> String {
        """
        SELECT \(BrowseQuery(JobFilter(state: .failed), now: .distantPast).columns(withPayload: true)) FROM failed_jobs
        WHERE (failed_at, id) < (:time, :id)\(ofQueue ? " AND queue = :queue" : "")
          \(ofBatch ? "AND batch_id = :batch" : "")
        ORDER BY failed_at DESC, id DESC LIMIT :limit
        """
    }
}

extension JobRecord {
    /// A row of a live job, with its column `is_held`.
    init(live row: Row, now: Timestamp) {
        self.init(row, state: row["is_held"] ? .running : .pending)
        if state == .pending, availableAt > now { state = .delayed }
    }

    init(_ row: Row, state: State) {
        func time(_ column: String) -> Timestamp? { (row[column] as Int64?).map(Timestamp.init(milliseconds:)) }
        self.init(
            id: JobID(row["id"]), state: state, queue: row.name("queue").text, kind: row.name("kind").text,
            payload: row["payload"], payloadVersion: row["payload_version"],
            priority: row["priority"], attempts: row["attempts"], maxAttempts: row["max_attempts"],
            crashes: row["crashes"], createdAt: Timestamp(milliseconds: row["created_at"]),
            availableAt: Timestamp(milliseconds: row["available_at"]), deadline: time("deadline_at"),
            leasedAt: time("leased_at"), leaseExpiresAt: time("lease_expires_at"),
            cancelRequestedAt: time("cancel_requested_at"), worker: row["worker"], uniqueKey: row["unique_key"],
            trace: row["trace"], batch: (row["batch_id"] as Int64?).map(BatchID.init(_:)), chain: row["chain"],
            progress: row["progress"], endedAt: time("ended_at"),
            duration: (row["duration"] as Int64?).map { .milliseconds($0) }, keepUntil: time("keep_until"),
            reason: row["reason"],
            errorType: row["error_type"], errorMessage: row["error_message"])
    }
}

extension AttemptRecord {
    fileprivate init(row: Row) {
        self.init(
            attempt: row["attempt"], outcome: row["outcome"], errorType: row["error_type"],
            errorMessage: row["error_message"], output: row["output"],
            finishedAt: Timestamp(milliseconds: row["finished_at"]),
            duration: (row["duration"] as Int64?).map { .milliseconds($0) }, worker: row["worker"])
    }
}
