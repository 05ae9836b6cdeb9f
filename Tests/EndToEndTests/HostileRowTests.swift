import Foundation
import FoundationNetworking
import GRDB
import Testing

/// Rows as another program may write them, or a fault leave them: any bytes in texts, any number in numbers, nothing where
/// something should be. The real programs read them all, and work on them.
@Suite("Hostile rows")
struct HostileRowTests {
    private static let texts: [[UInt8]] = [
        [], [0], Array("a\0b".utf8), [0xFF, 0xFE], Array("cafe\u{301}".utf8), Array("\u{1B}[31mRED\u{1B}[2J\u{7}".utf8),
        Array("\u{9B}31m".utf8), Array("\u{202E}evil".utf8), Array("\r\nX: y".utf8),
        Array(repeating: 65, count: 50_000),
        Array("e".utf8) + Array(String(repeating: "\u{301}", count: 3000).utf8), Array("[".utf8), Array("{}".utf8),
        Array("null".utf8), Array("[null]".utf8), Array("{\"a\":1e999}".utf8),
        Array(String(repeating: "[", count: 9000).utf8),
        Array("-9223372036854775808".utf8), Array("*".utf8), Array(",".utf8), Array("<script>".utf8),
        Array("[{\"code\":\"x\",\"points\":9223372036854775807,\"text\":\"t\"}]".utf8),
    ]
    private static let numbers: [Int64] = [
        0, 1, -1, .max, .min, .max / 2, .min / 2, 1 << 31, -(1 << 31), (1 << 53) + 1, 253_402_300_800_000,
        -62_135_596_800_000, 1_000_000_000_000_000, 60_000,
    ]

    /// Numbers that are the same in every run: SplitMix64.
    private struct Chance: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
        mutating func oneIn(_ count: UInt64) -> Bool { next() % count == 0 }
    }

    private let denyut: Installation
    private static let token = String(repeating: "b", count: 64)

    init() async throws {
        let hash = "a0fab1377f49a759b57f63318262ebe89fabfc990e8e93ceac2984561482b9d4"
        let simulator = try RunningProcess(
            Binaries.path("gateway-simulator"),
            ["--mix", "healthy=3,crashed=2,waiting=1,conflict=1", "--port", "0", "--api-key", "key"])
        defer { simulator.send(SIGKILL) }
        let gateway = try await simulator.line(after: "listening on ")
        denyut = try Installation(
            ["WHATSAPP_NODEJS_URL": gateway, "WHATSAPP_API_KEY": "key", "LOG_LEVEL": "warning"],
            settings: #"{"dashboard": {"tokens": [{"name": "t", "role": "operator", "hash": "\#(hash)"}]}}"#)
        let address = try #require(URL(string: gateway + "/_sim/accounts"))
        let (accounts, _) = try await URLSession.shared.data(from: address)
        let file = try denyut.folder.file("accounts.json", String(decoding: accounts, as: UTF8.self))
        for command in [
            ["account-import", file], ["queue-push", "NoOp", "--count=5", "--delay=3600"], ["queue-push", "Unknown"],
            ["queue-push", "RunCommand", "--payload", #"{"command":["false"]}"#],
            ["queue-work", "--allow-commands", "--stop-when-empty", "--tries=1"],
            ["schedule-add", "mine", "--every", "hourly", "--kind", "NoOp"], ["schedule-run"],
            ["queue-work", "--queue=whatsapp-health,default", "--max-time=5"],
            ["monitor-sessions"], ["monitor-sessions"], ["queue-pause", "mail"],
        ] {
            _ = try await denyut.run(command)
        }
        // What takes days to come by itself.
        try await DatabaseQueue(path: denyut.database).write { db in
            try db.execute(
                sql: """
                    INSERT INTO job_batches (name, total, created_at) VALUES ('b', 3, 0);
                    INSERT INTO incidents (gateway, account_id, session, cause, began_at, began_source, detected_at, confirmed_at)
                    SELECT gateway, id, session, 'crash', 0, 'event', 0, 0 FROM accounts;
                    INSERT INTO recovery_attempts (account_id, gateway, attempt, rung, started_at)
                    SELECT id, gateway, 1, 'soft_restart', 0 FROM accounts;
                    INSERT INTO recovery_episodes (account_id, gateway, started_at, ended_at, outcome, episode)
                    SELECT id, gateway, 0, 1, 'recovered', '{}' FROM accounts;
                    INSERT INTO notifications (audience, kind, gateway, session, account_id, at, due_at, channel, state, text)
                    SELECT 'admin', 'scan_needed', gateway, session, id, 0, 0, 'log', 'sent', 'x' FROM accounts;
                    INSERT INTO health_intervals (account_id, began_at, ended_at, state) SELECT id, 0, 1, 'up' FROM accounts;
                    INSERT INTO health_hours (account_id, hour, checks, score_sum) SELECT id, 0, 1, 100 FROM accounts;
                    INSERT INTO messages (account_id, message, direction, status, at, updated_at)
                    SELECT id, 'm', 'out', 'sent', 0, 0 FROM accounts;
                    """)
        }
    }

    /// Writes something else into about a quarter of all columns, as far as the tables take it.
    private func mangle(_ chance: inout Chance) throws {
        let database = try DatabaseQueue(path: denyut.database)
        try database.writeWithoutTransaction { db in
            let tables = try String.fetchAll(
                db,
                sql: """
                    SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                      AND name <> 'queue_migrations' ORDER BY name
                    """)
            for table in tables {
                let columns = try Row.fetchAll(
                    db, sql: "SELECT name, type, \"notnull\", pk FROM pragma_table_info('\(table)')")
                let keys = columns.filter { $0["pk"] > 0 }.map { $0["name"] as String }
                let rows = try Row.fetchAll(
                    db, sql: "SELECT \(keys.map { "\"\($0)\"" }.joined(separator: ", ")) FROM \"\(table)\" LIMIT 20")
                let condition = keys.map { "\"\($0)\" IS ?" }.joined(separator: " AND ")
                for row in rows {
                    for column in columns where chance.oneIn(4) {
                        let name: String = column["name"]
                        let isText = column["type"] as String == "TEXT"
                        if !isText, column["pk"] as Int > 0 { continue }
                        var value = isText ? "CAST(? AS TEXT)" : "?"
                        var arguments: StatementArguments
                        if column["notnull"] as Int == 0, chance.oneIn(7) {
                            value = "?"
                            arguments = [nil as Int?]
                        } else if isText {
                            let old = try? Data.fetchOne(
                                db, sql: "SELECT CAST(\"\(name)\" AS BLOB) FROM \"\(table)\" WHERE \(condition)",
                                arguments: StatementArguments(row.databaseValues))
                            arguments = [Data(text(instead: old.map(Array.init), &chance))]
                        } else {
                            arguments = [Self.numbers.randomElement(using: &chance) ?? 0]
                        }
                        arguments += StatementArguments(row.databaseValues)
                        // What a table refuses cannot be in it.
                        try? db.execute(
                            sql: "UPDATE OR IGNORE \"\(table)\" SET \"\(name)\" = \(value) WHERE \(condition)",
                            arguments: arguments)
                    }
                }
            }
        }
        try database.close()
    }

    /// Something else for a text: where it is JSON, in half of all cases the same with other numbers.
    private func text(instead old: [UInt8]?, _ chance: inout Chance) -> [UInt8] {
        guard let old, old.first == UInt8(ascii: "{") || old.first == UInt8(ascii: "["), chance.oneIn(2) else {
            return Self.texts.randomElement(using: &chance) ?? []
        }
        var result: [UInt8] = []
        var isInText = false
        var rest = old[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { isInText.toggle() }
            guard !isInText, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), chance.oneIn(2) else {
                result.append(byte)
                continue
            }
            while let next = rest.first,
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) || next == UInt8(ascii: ".")
            {
                rest.removeFirst()
            }
            if result.last == UInt8(ascii: "-") { result.removeLast() }
            result += Array(String(Self.numbers.randomElement(using: &chance) ?? 0).utf8)
        }
        return result
    }

    @Test("end no program, paint no terminal and are no error of the server", arguments: [1, 2, 3, 4] as [UInt64])
    func rows(seed: UInt64) async throws {
        var chance = Chance(state: seed)
        try mangle(&chance)
        let ids = try await DatabaseQueue(path: denyut.database).read { db in
            try ["jobs", "failed_jobs", "accounts", "incidents"].flatMap {
                try Int64.fetchAll(db, sql: "SELECT id FROM \($0) ORDER BY id LIMIT 4")
            }
        }
        try await commands(ids)
        try await page(ids)
        for worker in [
            ["queue-work", "--queue=default,whatsapp-health", "--max-time=3", "--tries=1"], ["schedule-run"],
        ] {
            let result = try await denyut.run(worker)
            #expect(result.status < 128, "\(worker): \(result.errors.suffix(2000))")
        }
    }

    private func commands(_ ids: [Int64]) async throws {
        var commands = [
            ["queue-monitor"], ["queue-failed"], ["queue-stats", "--since=30d"], ["queue-batches"], ["health-summary"],
            ["kpi"],
            ["incidents"], ["notifications"], ["account-list"], ["schedule-list"], ["gateway-list"], ["doctor"],
        ]
        commands += commands.map { $0 + ["--json"] }
        for id in ids {
            commands += [["queue-show", "\(id)"], ["incident-show", "\(id)"], ["health-trend", "\(id)"]]
        }
        for command in commands {
            let result = try await denyut.run(command)
            #expect(result.status < 128, "\(command): \(result.errors.suffix(2000))")
            let odd = (result.output + result.errors).unicodeScalars.filter { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator: scalar != "\n"
                default: false
                }
            }
            #expect(odd.isEmpty, "\(command) prints \(Set(odd.map { String($0.value, radix: 16) }))")
            if command.last == "--json", result.status == 0 {
                for line in result.output.split(separator: "\n") {
                    #expect(throws: Never.self, "\(command)") {
                        try JSONSerialization.jsonObject(with: Data(line.utf8))
                    }
                }
            }
        }
    }

    private func page(_ ids: [Int64]) async throws {
        let server = try denyut.start("serve", "--port", "0")
        defer { server.send(SIGKILL) }
        let address = try await server.line(after: "Denyut is at ")
        var paths = ["/metrics"]
        paths += [
            "overview", "kpi", "accounts", "incidents", "gateways", "queues", "workers", "schedule", "store", "audit",
            "notifications",
        ]
        .map { "/api/v1/\($0)" }
        paths += ["pending", "delayed", "reserved", "failed", "finished"].map { "/api/v1/jobs?state=\($0)&limit=500" }
        paths += ["score", "session", "level", "checked_at"].map { "/api/v1/accounts?sort=\($0)&order=desc" }
        for id in ids {
            paths += ["/api/v1/jobs/\(id)", "/api/v1/incidents/\(id)", "/api/v1/accounts/\(id)"]
            paths += ["checks", "trend?range=week", "incidents", "reconnects", "audit", "reconnect"].map {
                "/api/v1/accounts/\(id)/\($0)"
            }
        }
        for path in paths {
            var request = URLRequest(url: try #require(URL(string: address + path)))
            request.setValue("Bearer \(Self.token)", forHTTPHeaderField: "Authorization")
            let (_, response) = try await URLSession.shared.data(for: request)
            let status = (response as? HTTPURLResponse)?.statusCode ?? 0
            #expect((200..<500).contains(status), "\(path): \(status) \(server.standardError.suffix(500))")
        }
        server.send(SIGTERM)
        #expect(await server.end().status == 0)
    }
}
