import Foundation
import GRDB
import Testing

/// Real processes in real time: scheduler, worker and server as `up` runs them, and a gateway that fails. Denyut's waiting
/// times are short by its settings; what is asserted is never tighter than what it promises.
@Suite(.serialized) struct ReconnectTests {
    private static let accounts = 200

    /// Denyut with a gateway of 200 sessions, a mail program that keeps what it gets, and its processes.
    private final class Bench: Sendable {
        let folder: TemporaryFolder
        let environment: [String: String]
        let up: RunningProcess

        init(_ gateway: GatewayProcess, interval: Double) async throws {
            folder = try TemporaryFolder()
            let mailer = try folder.file("sendmail", "#!/bin/sh\ncat > \(folder.path)/mail.$$\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: mailer)
            let settings = """
                {"gateways": [{"name": "default", "kind": "node", "url": "\(gateway.url)", "apiKeyEnv": "KEY",
                               "webhookSecretEnv": "HOOK"}],
                 "health": {"checkInterval": \(interval), "throttle": \(interval / 4), "confirmDelay": 0.5,
                            "ownRetryGrace": 1, "connectingGrace": 5, "stableAfter": 4, "restartGrace": 4,
                            "backoffBase": 1, "gatewayTimeout": 60, "gatewayConnectTimeout": 60, "notify": {"group": 1}},
                 "notifications": {"channels": [{"kind": "mail", "to": "ops@example.org", "program": "\(mailer)"}]}}
                """
            let config = try folder.file("denyut.json", settings)
            environment = [
                "DATABASE_URL": "sqlite:\(folder.database)", "DENYUT_CONFIG": config, "KEY": "key", "HOOK": "hook",
            ]
            for command in [["gateway-import"], ["monitor-sessions", "--force"], ["monitor-sessions", "--force"]] {
                let result = await (try RunningProcess(Binaries.path("denyut"), command, environment: environment))
                    .end()
                try #require(result.status == 0, "\(command): \(result.output) \(result.errors)")
            }
            up = try RunningProcess(Binaries.path("denyut"), ["up", "--port", "0"], environment: environment)
        }

        /// Where the server listens, once it does.
        func address() async throws -> String {
            try await up.line(after: "Denyut is at ")
        }

        func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
            try await DatabaseQueue(path: folder.database).read(body)
        }

        func number(_ sql: String) async throws -> Int64 { try await read { try Int64.fetchOne($0, sql: sql) ?? 0 } }

        /// The mails that were sent.
        var mails: [String] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            return names.filter { $0.hasPrefix("mail.") }.compactMap {
                try? String(contentsOfFile: folder.path + "/" + $0, encoding: .utf8)
            }
        }

        func stop() async {
            up.send(SIGTERM)
            _ = await up.end(within: 90)
        }
    }

    private func now() -> Int64 { Int64(Date().timeIntervalSince1970 * 1000) }

    @Test("a crashed session among 200 is found by its webhook within five seconds, and restarted softly")
    func webhook() async throws {
        let gateway = try await GatewayProcess.start(["--sessions", String(Self.accounts), "--mix", "healthy"])
        let bench = try await Bench(gateway, interval: 120)
        let address = try await bench.address()
        try await gateway.control(
            "PUT", "/webhook", #"{"url": "\#(address)/api/whatsapp/webhooks/default", "secret": "hook"}"#)
        // One after the other: a machine under load may be late for some of them.
        var delays: [Int64] = []
        for number in 101...110 where (delays.min() ?? .max) >= 5000 {
            let session = "session-\(number)"
            let struck = now()
            try await gateway.control(
                "POST", "/sessions/\(session)/fault", #"{"fault": "crash", "reports": "disconnected"}"#)
            let recovered = """
                SELECT count(*) FROM recovery_attempts AS r JOIN accounts AS a ON a.id = r.account_id
                WHERE a.session = '\(session)' AND r.rung = 'soft_restart' AND r.outcome = 'recovered'
                """
            #expect(try await eventually(within: 300) { try await bench.number(recovered) == 1 })
            delays.append(
                try await bench.number("SELECT min(detected_at) FROM incidents WHERE session = '\(session)'") - struck)
        }
        #expect(delays.allSatisfy { $0 > 0 }, "\(delays)")
        #expect((delays.min() ?? .max) < 5000, "\(delays)")
        let touches = try await gateway.touches()
        #expect(touches.destructive == 0)
        let others = "SELECT count(*) FROM recovery_attempts AS r JOIN accounts AS a ON a.id = r.account_id"
        #expect(try await bench.number(others + " WHERE a.session NOT BETWEEN 'session-101' AND 'session-110'") == 0)
        await bench.stop()
        await gateway.kill()
    }

    @Test("a gateway that was stopped comes back with a list that fills slowly: nothing touched, two messages in all")
    func restart() async throws {
        let arguments = ["--sessions", String(Self.accounts), "--mix", "healthy"]
        let port = try LastingPort.find()
        let first = try await GatewayProcess.start(arguments, port: port)
        let bench = try await Bench(first, interval: 2)
        _ = try await bench.address()
        let before = try await bench.number("SELECT count(*) FROM health_checks")
        #expect(
            try await eventually {
                try await bench.number("SELECT count(*) FROM health_checks") >= before + Int64(Self.accounts)
            })
        #expect(try await first.touches().count == 0)
        await first.kill()
        let down = "SELECT count(*) FROM incidents WHERE account_id IS NULL AND resolved_at IS NULL"
        #expect(try await eventually { try await bench.number(down) == 1 })
        #expect(try await eventually { bench.mails.count == 1 })

        // The same port; at first no session, then one each 30 ms.
        let script = try bench.folder.file(
            "start.json", #"{"steps": [{"at": 0, "do": "restart", "down": 0, "pause": 3, "each": 0.03}]}"#)
        let second = try await GatewayProcess.start(arguments + ["--scenario", script], port: port)
        #expect(
            try await eventually {
                try await bench.number("SELECT count(*) FROM incidents WHERE resolved_at IS NULL") == 0
            })
        #expect(try await eventually { bench.mails.count >= 2 })
        // A few sweeps more: what would come too late must not come.
        let checks = try await bench.number("SELECT count(*) FROM health_checks")
        #expect(
            try await eventually {
                try await bench.number("SELECT count(*) FROM health_checks") >= checks + 3 * Int64(Self.accounts)
            })
        let mails = bench.mails
        #expect(mails.count == 2, "\(mails)")
        #expect(try await second.touches().count == 0)
        #expect(try await bench.number("SELECT count(*) FROM incidents WHERE account_id IS NOT NULL") == 0)
        #expect(try await bench.number("SELECT count(*) FROM recovery_attempts") == 0)
        #expect(
            try await bench.number("SELECT count(*) FROM accounts WHERE score = 100 AND phase = 'good'")
                == Int64(Self.accounts))
        await bench.stop()
        await second.kill()
    }
}
