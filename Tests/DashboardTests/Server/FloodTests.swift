import AsyncHTTPClient
import Basics
import Crypto
import Foundation
import GRDB
import Gateways
import JobQueue
import JobQueueSQLite
import JobQueueTesting
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Testing
import WallTime

@testable import Dashboard

/// What strangers do to keep others out, and what they leave untouched.
@Suite("Floods", .timeLimit(.minutes(5)))
struct FloodTests {
    private static var behindProxy: DashboardSettings {
        var settings = DashboardSettings()
        settings.trustedProxies = [AddressRange("127.0.0.0/8")].compactMap(\.self)
        return settings
    }

    @Test("a client that does not read its answer is hung up on, whatever it has asked for")
    func slowReaders() async throws {
        try await Bench.running(pieceLimit: .milliseconds(300)) { bench in
            let request = "GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
            let deaf = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .channelOption(.autoRead, value: false).channelOption(.socketOption(.so_rcvbuf), value: 4096)
                .connect(host: "127.0.0.1", port: bench.port).get()
            while bench.server.connectionCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
            // More than any buffer between takes.
            let bytes = ByteBuffer(string: String(repeating: request, count: 400))
            try? await deaf.writeAndFlush(bytes)
            while bench.server.connectionCount > 0 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(try await bench.ask(.GET, "/healthz").status == 200)
            try? await deaf.close()
        }
    }

    @Test("one address has half of the connections at most, and the other half is for everybody else")
    func manyConnections() async throws {
        try await Bench.running(connectionLimit: 8) { bench in
            var open: [any Channel] = []
            for _ in 0..<12 {
                let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                    .connect(host: "127.0.0.1", port: bench.port).get()
                open.append(channel)
            }
            // Those that were one too many are closed; the others stay.
            while open.count(where: \.isActive) > 4 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(bench.server.connectionCount == 4)
            for channel in open { try? await channel.close() }
        }
    }

    @Test("connections that rest make room once most places are taken, and are kept else")
    func restingConnections() async throws {
        try await Bench.running(
            restLimit: .milliseconds(200), connectionLimit: 8, settings: Self.behindProxy
        ) { bench in
            func rest(_ count: Int) async throws -> [any Channel] {
                var open: [any Channel] = []
                for _ in 0..<count {
                    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                        .connect(host: "127.0.0.1", port: bench.port).get()
                    let request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    try await channel.writeAndFlush(ByteBuffer(string: request))
                    open.append(channel)
                }
                return open
            }
            let first = try await rest(6)
            while bench.server.connectionCount < 6 { try await Task.sleep(for: .milliseconds(5)) }
            // Several times what each may rest.
            try await Task.sleep(for: .seconds(1))
            #expect(first.count { $0.isActive } == 6)
            let second = try await rest(2)
            while (first + second).count(where: \.isActive) > 6 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(try await bench.ask(.GET, "/healthz").status == 200)
            for channel in first + second { try? await channel.close() }
        }
    }

    @Test("connections of a trusted proxy are not counted as one address")
    func proxyConnections() async throws {
        let counter = ConnectionCounter(limit: 4, perAsker: 2)
        #expect(counter.open("a") && counter.open("a") && !counter.open("a"))
        #expect(counter.open(nil) && counter.open(nil) && !counter.open(nil))
        counter.close("a")
        #expect(counter.open("b"))
        #expect(counter.count == 4)
    }

    @Test("what a stranger asks uses up nothing of those who are known, nor of other strangers behind a proxy")
    func strangersFlood() async throws {
        // The clock stands: no allowance is filled again meanwhile.
        try await Bench.running(clock: ManualClock(), settings: Self.behindProxy) { bench in
            let stranger = [("X-Forwarded-For", "203.0.113.9")]
            var statuses: Set<Int> = []
            for _ in 0..<500 {
                statuses.insert(try await bench.ask(.GET, "/api/v1/nothing", headers: stranger).status)
            }
            #expect(statuses == [404, 429])
            let same = try await bench.ask(.GET, "/api/v1/overview", token: Bench.operatorToken, headers: stranger)
            #expect(same.status == 200)
            let other = try await bench.ask(.GET, "/api/v1/session", headers: [("X-Forwarded-For", "198.51.100.7")])
            #expect(other.status == 200)
            // What a stranger writes before the proxy's own entry counts for nothing.
            let forged = [("X-Forwarded-For", "198.51.100.8, 203.0.113.9")]
            #expect(try await bench.ask(.GET, "/api/v1/session", headers: forged).status == 429)
        }
    }

    @Test("wrong passwords of strangers do not lock out who logs in from elsewhere, nor whose browser is known")
    func wrongPasswords() async throws {
        let clock = ManualClock()
        try await Bench.running(clock: clock, settings: Self.behindProxy) { bench in
            func login(_ password: String, from address: String, cookie: String? = nil) async throws -> Bench.Answer {
                var headers = [("X-Forwarded-For", address)]
                if let cookie { headers.append(("Cookie", cookie)) }
                let body = #"{"user": "ani", "password": "\#(password)"}"#
                return try await bench.ask(.POST, "/api/v1/session", headers: headers, body: body)
            }
            let first = try await login(Bench.password, from: "198.51.100.7")
            let device = try #require(first.headers["set-cookie"].first { $0.hasPrefix("denyut_device=") })
            let cookie = String(device.prefix { $0 != ";" })
            for number in 0..<60 { _ = try await login("wrong", from: "203.0.\(number / 5).9") }
            #expect(try await login("wrong", from: "203.0.0.9").status == 429)
            #expect(try await login(Bench.password, from: "203.0.0.9").status == 429)
            #expect(
                try await login(Bench.password, from: "198.51.100.7").status == 200, "Who has not failed is let in.")
            #expect(try await login(Bench.password, from: "203.0.0.9", cookie: cookie).status == 200)
            // The cookie lets nobody in by itself, and has a counter of its own.
            for _ in 0..<10 { #expect(try await login("wrong", from: "192.0.2.1", cookie: cookie).status == 401) }
            #expect(try await login(Bench.password, from: "192.0.2.1", cookie: cookie).status == 429)
        }
    }

    @Test("unsigned webhooks use up nothing of the gateway's allowance, and write a line a minute")
    func unsignedWebhooks() async throws {
        let log = LineLog()
        try await Bench.running(logger: log.logger) { bench in
            let path = "/api/whatsapp/webhooks/node"
            var statuses: Set<Int> = []
            for _ in 0..<2100 { statuses.insert(try await bench.ask(.POST, path, body: "{}").status) }
            #expect(statuses == [401, 429])
            let body = #"{"event": "x", "data": {}}"#
            let time = SystemClock().now().milliseconds / 1000
            let key = SymmetricKey(data: Data("webhook-secret".utf8))
            let code = Hex.text(HMAC<SHA256>.authenticationCode(for: Data("\(time)\(body)".utf8), using: key))
            let headers = [("X-HMAC-Signature", code), ("X-Timestamp", String(time))]
            #expect(try await bench.ask(.POST, path, headers: headers, body: body).status == 200)
            #expect(log.lines(from: .warning).count { $0.contains("webhook was refused") } <= 3)
        }
    }

    @Test("a body whose chunks cannot be read is a 400, and no error of ours")
    func badChunks() async throws {
        let log = LineLog()
        try await Bench.running(logger: log.logger) { bench in
            let head = "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            let text = try await bench.raw(head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n")
            #expect(text.hasPrefix("HTTP/1.1 400"), "\(text.prefix(80))")
            #expect(log.lines(from: .error) == [])
        }
    }

    @Test("two Host headers, and none, are a 400")
    func twoHosts() async throws {
        try await Bench.running { bench in
            let two = "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"
            for request in [two, "GET / HTTP/1.1\r\n\r\n"] {
                let text = try await bench.raw(request)
                #expect(text.hasPrefix("HTTP/1.1 400"), "\(text.prefix(80))")
            }
        }
    }

    @Test("a client that asks before it sends its body is told to go on")
    func expectContinue() async throws {
        try await Bench.running { bench in
            let head = "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            let text = try await bench.raw(head + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n{}")
            #expect(text.hasPrefix("HTTP/1.1 100 Continue\r\n\r\n"), "\(text.prefix(80))")
            #expect(text.contains("HTTP/1.1 400"))
        }
    }

    @Test("a login is possible while another program holds the database")
    func lockedDatabase() async throws {
        let log = LineLog()
        try await Bench.running(logger: log.logger) { bench in
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(path: bench.jobs.path, configuration: configuration)
            try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            #expect(try await bench.login().answer.status == 200)
            try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        }
    }

    @Test("behind TLS no other host can set the session's cookie")
    func hostCookie() async throws {
        var settings = DashboardSettings()
        settings.publicURL = "https://denyut.example.com"
        try await Bench.running(settings: settings) { bench in
            let (answer, headers) = try await bench.login()
            let cookies = answer.headers["set-cookie"]
            #expect(cookies.count == 2)
            for cookie in cookies {
                #expect(cookie.hasPrefix("__Host-denyut_"))
                #expect(cookie.contains("; Secure") && cookie.contains("; Path=/") && !cookie.contains("Domain"))
            }
            #expect(try await bench.ask(.GET, "/api/v1/overview", headers: headers).status == 200)
            let plain = [("Cookie", headers[0].1.replacing("__Host-", with: ""))]
            #expect(try await bench.ask(.GET, "/api/v1/overview", headers: plain).status == 401)
        }
    }

    @Test("names that only bytes tell apart keep nobody from the page")
    func equalNames() async throws {
        try await Bench.running { bench in
            try await bench.jobs.write { transaction in
                for name in ["'caf\u{E9}'", "'cafe\u{301}'", "CAST(x'610062' AS TEXT)", "CAST(x'FF' AS TEXT)", "'a'"] {
                    try transaction.database.execute(
                        sql: """
                            INSERT INTO jobs (queue, kind) VALUES (\(name), \(name));
                            INSERT INTO failed_jobs (queue, kind, payload, attempts, created_at, failed_at, reason,
                              error_type, error_message) VALUES (\(name), \(name), '{}', 1, 0, 0, 'attempts', 'E', 'e');
                            INSERT INTO queue_pauses (queue, paused_at) VALUES (\(name), 1);
                            INSERT INTO queue_minutes (minute, queue, kind, done) VALUES (0, \(name), \(name), 1);
                            """)
                }
            }
            let paths = ["/readyz", "/metrics", "/api/v1/queues", "/api/v1/overview", "/api/v1/workers"]
            for path in paths + ["pending", "failed"].map({ "/api/v1/jobs?state=\($0)" }) {
                #expect(try await bench.ask(.GET, path, token: Bench.operatorToken).status == 200, "\(path)")
            }
            let queues = try await bench.ask(.GET, "/api/v1/queues", token: Bench.operatorToken).json
            #expect(queues["items"].array?.count == 5)
            let pending = try await bench.ask(.GET, "/api/v1/jobs?state=pending", token: Bench.operatorToken).json
            guard case .object(let kinds) = pending["kinds"] else { throw APIError(.internal, "no kinds") }
            #expect(kinds.count == 5)
            // A name that looks like another is refused where no queue has it.
            let fresh = "/api/v1/queues/nou%CC%81/pause"
            #expect(try await bench.ask(.POST, fresh, token: Bench.operatorToken, body: "{}").status == 400)
            let known = "/api/v1/queues/cafe%CC%81/resume"
            #expect(try await bench.ask(.POST, known, token: Bench.operatorToken, body: "{}").status == 202)
            #expect(try await bench.jobs.pauses().count == 4)
        }
    }

    @Test("a list of large jobs reads none of their payloads")
    func largePayloads() async throws {
        try await Bench.running { bench in
            try await bench.jobs.write { transaction in
                try transaction.database.execute(
                    sql: """
                        INSERT INTO jobs (queue, kind, payload)
                        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)
                        SELECT 'big', 'NoOp', '{"x":"' || replace(hex(zeroblob(500000)), '00', 'aa') || '"}' FROM n
                        """)
            }
            let page = try await bench.jobs.jobs(matching: JobFilter(state: .pending), limit: 500)
            #expect(page.jobs.count == 20 && page.total == 20)
            #expect(page.jobs.allSatisfy { $0.payload.isEmpty })
            #expect(page.kinds == ["NoOp": 20])
            let answer = try await bench.ask(.GET, "/api/v1/jobs?state=pending&limit=500", token: Bench.operatorToken)
            #expect(answer.status == 200 && answer.body.count < 100_000)
        }
    }
}
