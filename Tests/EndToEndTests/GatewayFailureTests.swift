import Foundation
import GRDB
import Testing

/// Everything that can be wrong with a gateway, met by the real program: it says what happened and what to do, touches no session,
/// shows no secret, keeps to its memory, and goes on.
@Suite struct GatewayFailureTests {
    struct Failure: Sendable, CustomTestStringConvertible {
        /// As the simulator calls it; nil: nothing listens.
        var fault: String?
        /// What the person at the terminal reads.
        var words: String
        /// The cause of the gateway's incident.
        var cause: String

        /// Whether only a time-out ends it.
        var isEndless: Bool { fault == "hang" || fault == "drip" }

        var testDescription: String { fault ?? "down" }
    }

    static let failures = [
        Failure(fault: nil, words: "connection refused", cause: "unreachable"),
        Failure(fault: "unauthorized", words: "the API key is not the gateway's", cause: "unauthorized"),
        Failure(fault: "html", words: "HTML instead of JSON", cause: "bad_answer"),
        Failure(fault: "broken_json", words: "broken JSON", cause: "bad_answer"),
        Failure(fault: "huge", words: "larger than 8388608 bytes", cause: "bad_answer"),
        Failure(fault: "hang", words: "no complete answer", cause: "unreachable"),
        Failure(fault: "drip", words: "no complete answer", cause: "unreachable"),
        Failure(fault: "drop", words: "closed the connection", cause: "unreachable"),
        Failure(fault: "redirect", words: "redirect (302), which is not followed", cause: "bad_answer"),
        Failure(fault: "status", words: "failed (500)", cause: "unreachable"),
    ]

    private static let key = "s3cret-key-of-the-gateway"

    @Test("of a gateway is told, cured by words, and harms nobody", arguments: failures)
    func failure(_ failure: Failure) async throws {
        let folder = try TemporaryFolder()
        let (gateway, url) = try await start(failure, folder)
        defer { gateway?.process.send(SIGKILL) }
        // Short only for those that it ends: on a busy machine every answer may take long.
        let timeout = failure.isEndless ? "1.5" : "60"
        let settings = try folder.file(
            "denyut.json",
            #"{"health": {"gatewayTimeout": \#(timeout), "gatewayConnectTimeout": 60, "confirmDelay": 0.2, "checkInterval": 3600}}"#
        )
        let accounts = try folder.file(
            "accounts.json",
            "[" + (1...6).map { #"{"session": "session-0\#($0)", "status": "connected"}"# }.joined(separator: ",") + "]"
        )
        let environment = [
            "DATABASE_URL": "sqlite:\(folder.database)", "DENYUT_CONFIG": settings, "WHATSAPP_NODEJS_URL": url,
            "WHATSAPP_API_KEY": Self.key, "LOG_FORMAT": "json",
        ]
        func run(_ arguments: String...) throws -> RunningProcess {
            try RunningProcess(Binaries.path("denyut"), arguments, environment: environment)
        }
        #expect(try await run("account-import", accounts).end().status == 0)

        let checked = try await run("monitor-sessions", "--force").end()
        #expect(checked.status == 1)
        #expect(checked.output.contains(failure.words), "\(checked.output)")

        let tested = try await run("gateway-test").end()
        #expect(tested.status == 2)
        #expect(tested.output.contains(failure.words) && tested.output.contains("→ "), "\(tested.output)")

        #expect(try await run("schedule-run", "--once").end().status == 0)
        let worker = try run("queue-work", "--queue=whatsapp-health,default", "--memory=512")
        let database = try DatabaseQueue(path: folder.database)
        let cause = "SELECT cause FROM incidents WHERE account_id IS NULL AND resolved_at IS NULL"
        #expect(
            try await eventually {
                try await database.read { try String.fetchOne($0, sql: cause) } == failure.cause
            })
        #expect(worker.isRunning)
        worker.send(SIGTERM)
        let worked = await worker.end()
        #expect(worked.status == 0, "\(worked.errors.suffix(2000))")
        #expect(worked.errors.contains(failure.words), "\(worked.errors.suffix(2000))")

        for text in [checked.output, checked.errors, tested.output, tested.errors, worked.output, worked.errors] {
            #expect(!text.contains(Self.key))
        }
        let harm = [
            "SELECT count(*) FROM accounts WHERE status <> 'connected' OR incident_id IS NOT NULL",
            "SELECT count(*) FROM recovery_attempts", "SELECT count(*) FROM health_checks WHERE outcome = 'checked'",
        ]
        let counts = try await database.read { db in try harm.map { try Int.fetchOne(db, sql: $0) } }
        #expect(counts == [0, 0, 0])
    }

    /// A gateway that fails from its beginning, and its address.
    private func start(_ failure: Failure, _ folder: TemporaryFolder) async throws -> (GatewayProcess?, String) {
        // Nobody has this port in the ordinary course of things: it is one that needs privileges to be taken.
        guard let fault = failure.fault else { return (nil, "http://127.0.0.1:1") }
        let script = try folder.file(
            "script.json", #"{"steps": [{"at": 0, "do": "fault", "fault": "\#(fault)"}]}"#)
        let gateway = try await GatewayProcess.start(
            ["--sessions", "6", "--mix", "healthy", "--scenario", script], key: Self.key)
        return (gateway, gateway.url)
    }
}
