import Foundation
import GRDB
import Gateways
import JobQueueSQLite
import NIOHTTP1
import Testing
import WallTime

@testable import Dashboard

@Suite("A scan and a reconnect through the API")
struct ScanTests {
    /// One account, as a statement sets it.
    private func running(_ rows: String, _ body: @Sendable @escaping (Bench) async throws -> Void) async throws {
        try await Bench.running { bench in
            let now = SystemClock().now().milliseconds
            try await bench.jobs.write { transaction in
                try transaction.database.execute(sql: rows.replacing("NOW", with: String(now)))
            }
            try await body(bench)
        }
    }

    /// The account's columns that matter here; the rest has defaults.
    private func account(
        status: String = "connected", at gateway: String, state: String = "NULL", qr: String = "NULL",
        qrAt: String = "NOW",
        expires: String = "NOW + 20000", checkedAt: String = "NOW - 5000", rung: String = "NULL"
    ) -> String {
        """
        INSERT INTO accounts (id, gateway, session, status, gateway_status, created_at, updated_at, checked_at, attempted_at,
          score, level, state, qr, qr_format, qr_at, qr_expires_at, qr_number, rung)
        VALUES (1, 'node', 'shop', '\(status)', '\(gateway)', NOW, NOW, \(checkedAt), \(checkedAt), 10, 'failed', \(state),
          \(qr), 'text', \(qrAt), \(expires), 1, \(rung));
        """
    }

    private func post(_ bench: Bench, _ mode: String) async throws -> Bench.Answer {
        try await bench.ask(
            .POST, "/api/v1/accounts/1/reconnect", token: Bench.operatorToken, body: #"{"mode": "\#(mode)"}"#)
    }

    private static func kinds(_ bench: Bench) async throws -> [String] {
        try await bench.jobs.read { try String.fetchAll($0, sql: "SELECT kind FROM jobs ORDER BY kind") }
    }

    private static let restart = """
        INSERT INTO recovery_attempts (account_id, gateway, attempt, rung, started_at, deadline_at)
        VALUES (1, 'node', 1, 'soft_restart', NOW - 20000, NOW + 280000);
        """

    @Test(
        "the code that the gateway shows is there at once, whatever rung runs, though the account counts as connected")
    func shown() async throws {
        try await running(account(at: "qr_scanning", qr: "'2@code'", rung: "'soft_restart'") + Self.restart) { bench in
            for mode in ["scan", "auto"] {
                let answer = try await post(bench, mode)
                #expect(answer.status == 202)
                #expect(answer.json["state"].string == "scan")
                #expect(answer.json["qr"]["value"].string == "2@code")
            }
            #expect(try await Self.kinds(bench) == ["RefreshQRCode"])
        }
    }

    @Test("a scan that is asked for fetches the code and restarts nothing, also where none is there yet")
    func fetched() async throws {
        try await running(account(at: "qr_scanning")) { bench in
            let answer = try await post(bench, "scan")
            #expect(answer.json["state"].string == "waiting_for_qr")
            #expect(try await Self.kinds(bench) == ["RefreshQRCode"])
        }
    }

    @Test("a reconnect of a session that shows no code is begun, and the code is looked for meanwhile")
    func stuck() async throws {
        try await running(account(at: "qr_scanning")) { bench in
            _ = try await post(bench, "auto")
            #expect(try await Self.kinds(bench) == ["RecoverSession", "RefreshQRCode"])
        }
    }

    @Test("a new login that is asked for begins anew, though a code is shown")
    func newLogin() async throws {
        try await running(account(at: "qr_scanning", qr: "'2@code'")) { bench in
            _ = try await post(bench, "qr")
            #expect(try await Self.kinds(bench).contains("RecoverSession"))
        }
    }

    @Test("a code that was scanned is not shown again: the gateway was found connected after it")
    func scanned() async throws {
        let after = account(at: "connected", qr: "'2@code'", qrAt: "NOW - 9000", checkedAt: "NOW - 5000")
        try await running(after) { bench in
            let answer = try await bench.ask(.GET, "/api/v1/accounts/1/reconnect", token: Bench.operatorToken)
            #expect(answer.json["state"].string == "not_needed")
        }
    }

    @Test("a code that has expired is not shown")
    func expired() async throws {
        try await running(account(at: "qr_scanning", qr: "'2@code'", expires: "NOW - 1")) { bench in
            let answer = try await bench.ask(.GET, "/api/v1/accounts/1/reconnect", token: Bench.operatorToken)
            #expect(answer.json["qr"].isNull)
        }
    }

    @Test(
        "who waits for a phone needs a person: at once where it was never linked, else after a window; and stands first"
    )
    func needsPerson() async throws {
        let linked = "'{\"state\": {\"qrSince\": AGE, \"linkedAt\": 5}}'"
        let rows = """
            INSERT INTO accounts (id, gateway, session, status, gateway_status, created_at, updated_at, checked_at, score,
              level, state)
            VALUES
              (1, 'node', 'worst', 'connected', 'disconnected', NOW, NOW, NOW, 10, 'failed', NULL),
              (2, 'node', 'fresh', 'qr_scanning', 'qr_scanning', NOW, NOW, NOW, 50, 'warning',
                \(linked.replacing("AGE", with: "NOW"))),
              (3, 'node', 'old', 'qr_scanning', 'qr_scanning', NOW, NOW, NOW, 50, 'warning', \(linked.replacing("AGE", with: "1000"))),
              (4, 'node', 'new', 'qr_scanning', 'qr_scanning', NOW, NOW, NOW, 50, 'warning', '{"state": {"qrSince": 1000}}');
            """
        let now = SystemClock().now().milliseconds
        try await running(rows.replacing("NOW", with: String(now))) { bench in
            let list = try await bench.ask(
                .GET, "/api/v1/accounts?sort=attention", token: Bench.viewerToken)
            #expect(list.json["items"].array?.map { $0["session"].string } == ["old", "new", "worst", "fresh"])
            #expect(list.json["counts"]["attention"].int == 2)
            let waiting = try await bench.ask(.GET, "/api/v1/accounts?attention=true", token: Bench.viewerToken)
            #expect(waiting.json["items"].array?.map { $0["needs_person"].bool } == [true, true])
        }
    }
}
