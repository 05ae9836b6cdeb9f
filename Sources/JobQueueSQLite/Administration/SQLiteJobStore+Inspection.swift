import Basics
import GRDB
public import JobQueue
public import WallTime

/// Everything that is known of one job, live, failed or finished.
public struct JobDetails: Sendable, Equatable {
    /// Where a job stands.
    public enum State: String, Sendable, Codable {
        /// It is due and waits for a worker.
        case pending
        /// It is not yet due.
        case delayed
        /// A worker holds it.
        case reserved
        /// It failed for good.
        case failed
        /// It is done, and was kept.
        case finished
    }

    /// The job's id.
    public var id: JobID
    /// Where it stands.
    public var state: State
    /// The columns of its row, in the order of the table.
    public var columns: [(name: String, value: String?)] { storedColumns.map { ($0.name, $0.value) } }
    /// Its attempts that did not end well, oldest first.
    public var attempts: [AttemptRecord]

    struct Column: Sendable, Equatable {
        let name: String
        let value: String?
    }
    var storedColumns: [Column]
}

/// A worker, as the table of workers has it.
public struct WorkerRecord: Sendable, Equatable {
    /// Unique among all workers that ever were.
    public var id: String
    /// What people call it.
    public var name: String
    /// The host it runs on.
    public var host: String
    /// Its process.
    public var processID: Int
    /// The queues it serves, in order.
    public var queues: [String]
    /// How many jobs it runs at once.
    public var concurrency: Int
    /// What it is about.
    public var state: String
    /// When it began.
    public var startedAt: Timestamp
    /// When it last renewed its leases.
    public var seenAt: Timestamp
    /// How long its leases hold; it renews them each third of that. A minute where the row does not say.
    public var lease: Duration
    /// How many jobs it has finished.
    public var done: Int
    /// How many jobs failed for good in it.
    public var failed: Int
    /// How many jobs it holds now.
    public var held: Int

    /// Whether it is lost: its leases have ended, because it died, stands still or cannot write. The one rule of liveness, which page,
    /// `doctor`, `queue-monitor` and metrics share. A sighting in the future was written under a clock that was ahead, and proves nothing:
    /// who lives writes it anew within a second.
    public func isLost(at now: Timestamp) -> Bool {
        now - seenAt > lease || TimesAhead.isAhead(seenAt, now: now)
    }
}

extension SQLiteJobStore {
    /// Everything that is known of one job; `nil`: nothing.
    public func details(of id: JobID) async throws -> JobDetails? {
        let now = clock.now()
        return try await read { db in
            let attempts = try Row.fetchAll(
                db, sql: "SELECT * FROM job_attempts WHERE job_id = ? ORDER BY id", arguments: [id.rawValue]
            ).map(AttemptRecord.init(row:))
            for (table, state) in [
                ("jobs", JobDetails.State.pending), ("failed_jobs", .failed), ("finished_jobs", .finished),
            ] {
                guard
                    let row = try Row.fetchOne(db, sql: "SELECT * FROM \(table) WHERE id = ?", arguments: [id.rawValue])
                else { continue }
                var state = state
                if table == "jobs" {
                    if row["lease_token"] != nil as Int64? {
                        state = .reserved
                    } else if row["available_at"] > now.milliseconds {
                        state = .delayed
                    }
                }
                let columns = row.map { name, value in
                    JobDetails.Column(
                        name: name, value: value.isNull ? nil : String.fromDatabaseValue(value) ?? "\(value)")
                }
                return JobDetails(id: id, state: state, attempts: attempts, storedColumns: columns)
            }
            return nil
        }
    }

    /// Whether any live job is of that kind, among the first thousand that wait.
    package func hasJobs(ofKind kind: String) async throws -> Bool {
        try await read { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (
                      SELECT 1 FROM (SELECT kind FROM jobs WHERE lease_token IS NULL ORDER BY id LIMIT 1000) WHERE kind = ?)
                    """, arguments: [kind]) ?? false
        }
    }

    /// The workers that run, or that died without saying so, longest running first.
    public func workers() async throws -> [WorkerRecord] {
        try await read { db in
            let held = try Row.fetchAll(
                db, sql: "SELECT worker, count(*) FROM jobs WHERE lease_token IS NOT NULL GROUP BY worker")
            let counts = Dictionary(held.map { (Name($0[0] as String? ?? ""), $0[1] as Int) }, uniquingKeysWith: +)
            return try Row.fetchAll(db, sql: "SELECT * FROM workers ORDER BY started_at, id").map { row in
                WorkerRecord(
                    id: row["id"], name: row["name"], host: row["host"], processID: row["pid"],
                    queues: (row["queues"] as String).utf8.split(separator: UInt8(ascii: ",")).map {
                        String(decoding: $0, as: UTF8.self)
                    },
                    concurrency: row["concurrency"], state: row["state"],
                    startedAt: Timestamp(milliseconds: row["started_at"]),
                    seenAt: Timestamp(milliseconds: row["seen_at"]),
                    lease: (row["lease"] as Int64?).map { .milliseconds(max($0, 1)) } ?? .seconds(60),
                    done: row["jobs_done"],
                    failed: row["jobs_failed"], held: counts[Name(row["id"])] ?? 0)
            }
        }
    }
}

extension AttemptRecord {
    init(row: Row) {
        self.init(
            attempt: row["attempt"], outcome: row["outcome"], errorType: row["error_type"],
            errorMessage: row["error_message"], output: row["output"],
            finishedAt: Timestamp(milliseconds: row["finished_at"]),
            duration: (row["duration"] as Int64?).map { .milliseconds($0) }, worker: row["worker"])
    }
}
