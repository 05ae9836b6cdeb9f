import Gateways
import HTTPTypes
import JobQueueSQLite
import WallTime

/// The database itself.
struct StoreEndpoints {
    private let parts: API.Parts

    init(_ parts: API.Parts) { self.parts = parts }

    var all: [Endpoint] {
        [Endpoint(.get, "/store", .viewer) { try await store($0) }]
    }

    private func store(_ call: APICall) async throws -> APIAnswer {
        let jobs = parts.services.jobs
        let facts = try await jobs.facts()
        let series = parts.live.walSeries()
        return .ok([
            "at": .time(call.now), "engine": "SQLite", "version": .string(facts.version),
            "verdict": SQLiteVerdict(facts.version).json,
            "file": .string(jobs.path.split(separator: "/").last.map(String.init) ?? jobs.path),
            "schema_version": .int(facts.migrations), "size_bytes": .integer(facts.size),
            "free_bytes": .integer(facts.free), "wal_bytes": .integer(facts.walSize),
            "wal_limit_bytes": .integer(facts.walLimit), "disk_free_bytes": .int(facts.diskFree),
            "filesystem": .text(facts.networkFileSystem ?? "local"),
            "pragmas": .object(facts.pragmas.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }),
            "checkpointed_at": .time(facts.checkpointedAt), "oldest_lease_at": .time(facts.oldestLease),
            "data_version": .integer(facts.dataVersion),
            "tables": .array(
                facts.tables.map { table in
                    [
                        "name": .string(table.name), "rows": .int(min(table.rows, StoreFacts.rowCap)),
                        "capped": .bool(table.rows > StoreFacts.rowCap),
                    ]
                }),
            "checks": .array(Self.checks(facts)),
            "wal_series": .array(
                series.map { ["at": .time($0.at), "wal_bytes": .integer($0.bytes)] }),
        ])
    }

    private static func checks(_ facts: StoreFacts) -> [JSON] {
        func check(_ name: String, _ level: String, _ message: String, _ advice: String? = nil) -> JSON {
            ["name": .string(name), "level": .string(level), "message": .string(message), "advice": .text(advice)]
        }
        var checks: [JSON] = []
        if let network = facts.networkFileSystem {
            checks.append(
                check(
                    "File system", "error", "The database is on \(network), which several hosts share.",
                    "Put it on a local disk."))
        } else {
            checks.append(check("File system", "ok", "The database is on a disk of this machine."))
        }
        if let free = facts.diskFree {
            let isLow = free < 1 << 30
            checks.append(
                check(
                    "Disk space", isLow ? "warning" : "ok", "\(free >> 20) MB are free.",
                    isLow ? "Make room: below 32 MB no job is taken any more." : nil))
        }
        let isWAL = facts.pragmas["journal_mode"] == "wal"
        checks.append(
            check(
                "Journal", isWAL ? "ok" : "error", "The journal mode is \(facts.pragmas["journal_mode"] ?? "unknown").",
                isWAL ? nil : "Run: sqlite3 FILE 'PRAGMA journal_mode = WAL'"))
        let isBig = facts.walSize > max(facts.walLimit * 8, 64 << 20)
        checks.append(
            check(
                "Write-ahead log", isBig ? "warning" : "ok", "It has \(facts.walSize >> 10) kB.",
                isBig
                    ? "A reader keeps it from being written back: look for a program that holds a long transaction."
                    : nil))
        return checks
    }
}
