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
        let database = parts.services.database
        let facts = try await database.facts()
        let file = database.path.split(separator: "/").last.map(String.init) ?? database.path
        let checkup = try await database.checkup(file: file)
        let series = parts.live.walSeries()
        return .ok([
            "at": .time(call.now), "engine": "SQLite", "version": .string(facts.version),
            "verdict": Self.verdict(checkup, version: facts.version),
            "file": .string(file),
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
            "checks": .array(Self.checks(checkup)),
            "wal_series": .array(
                series.map { ["at": .time($0.at), "wal_bytes": .integer($0.bytes)] }),
        ])
    }

    /// What stands among the checks; SQLite's version is shown by itself.
    private static func checks(_ checkup: StoreCheckup) -> [JSON] {
        checkup.checks.filter { $0.name != .sqlite }.map { check in
            [
                "name": .string(title(check.name)), "level": .string(check.level.rawValue),
                "message": .string(check.finding + "."), "advice": .text(check.advice.map { $0 + "." }),
            ]
        }
    }

    private static func title(_ name: StoreCheckup.Subject) -> String {
        switch name {
        case .sqlite: "SQLite"
        case .journal: "Journal"
        case .writeAheadLog: "Write-ahead log"
        case .disk: "Disk space"
        case .fileSystem: "File system"
        }
    }

    /// About SQLite's version.
    private static func verdict(_ checkup: StoreCheckup, version: String) -> JSON {
        guard let check = checkup[.sqlite] else { return .null }
        let code =
            check.level == .error
            ? "too_old" : StoreCondition.hasWALResetBug(version: version) ? "wal_reset_bug" : "safe"
        return [
            "level": .string(check.level.rawValue), "code": .string(code),
            "message": .string("SQLite " + check.finding + "."), "advice": .text(check.advice.map { $0 + "." }),
        ]
    }
}
