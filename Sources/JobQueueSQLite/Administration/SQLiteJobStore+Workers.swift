import Basics
import GRDB
public import JobQueue
import WallTime

extension SQLiteJobStore {
    /// Whether any live job is of that kind, among the first thousand that wait.
    public func hasJobs(ofKind kind: String) async throws -> Bool {
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
