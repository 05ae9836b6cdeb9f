import AsyncHTTPClient
import Foundation
import Gateways
import JobQueue
import JobQueueSQLite
import JobSchedule
import Logging
import NIOCore
import NIOHTTP1
import SessionHealth
import SessionMonitor
import WallTime

@testable import Dashboard

/// A server on a free port, over a database in a temporary folder, with two users and two tokens.
struct Bench: Sendable {
    static let password = "correct horse battery staple"
    /// Cheap to compute: the real cost is tested by itself.
    static let hash = try? PasswordHash(of: password, salt: Array(repeating: 7, count: 16))
    static let operatorToken = String(repeating: "a", count: 64)
    static let viewerToken = String(repeating: "b", count: 64)

    let url: String
    let server: DashboardServer
    let jobs: SQLiteJobStore
    let monitor: MonitorStore

    var port: Int { url.split(separator: ":").last.flatMap { Int($0) } ?? 0 }

    /// Runs a server while the body runs.
    ///
    /// - Parameters:
    ///   - hasUsers: Whether anybody has a password.
    ///   - clock: The server's.
    ///   - requestLimit: How long a request may take to arrive.
    ///   - pieceLimit: How long nothing of an answer may be taken.
    ///   - connectionLimit: How many connections may be open.
    ///   - entries: The schedule.
    ///   - queues: The queues, where they are not those of the file.
    ///   - logger: Where the server's lines go.
    ///   - settings: What is set besides port, users and tokens.
    static func running(
        hasUsers: Bool = true, clock: any WallClock = SystemClock(), requestLimit: Duration = .seconds(20),
        pieceLimit: Duration = .seconds(15), restLimit: Duration = .seconds(5), connectionLimit: Int? = nil,
        entries: [ScheduleEntry] = [], queues: (any JobAdministration)? = nil,
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        settings: DashboardSettings = DashboardSettings(),
        _ body: @Sendable (Bench) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("denyut-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let jobs = try SQLiteJobStore(path: folder + "/test.sqlite", lines: [.sessions])
        let monitor = MonitorStore(queue: jobs)
        let gateway = NewGateway(
            name: "node", kind: .node, url: try GatewayURL("http://127.0.0.1:9"), webhookSecret: .environment("HOOK"))
        try await monitor.mirror([gateway])
        let clients = HTTPClientPool()
        let fleet = GatewayFleet(
            store: monitor, settings: [gateway], environment: ["HOOK": "webhook-secret"], clients: clients,
            clock: clock,
            logger: logger)
        var settings = settings
        settings.port = 0
        if hasUsers, let hash {
            settings.users = [
                .init(name: "ani", role: .operator, password: hash), .init(name: "vito", role: .viewer, password: hash),
            ]
        }
        settings.tokens = [
            .init(name: "robot", role: .operator, digest: RandomToken.digest(of: operatorToken)),
            .init(name: "eye", role: .viewer, digest: RandomToken.digest(of: viewerToken)),
        ]
        let server = DashboardServer(
            settings: settings,
            services: DashboardServices(
                database: jobs, jobs: queues, monitor: monitor, fleet: fleet, entries: { entries },
                health: HealthSettings(),
                knownKinds: [],
                version: "test", clock: clock, logger: logger), requestLimit: requestLimit,
            pieceLimit: pieceLimit, restLimit: restLimit, connectionLimit: connectionLimit)
        let (addresses, announced) = AsyncStream<String>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { announced.finish() }
                try await server.run { announced.yield($0) }
            }
            for await url in addresses {
                do {
                    try await body(Bench(url: url, server: server, jobs: jobs, monitor: monitor))
                } catch {
                    group.cancelAll()
                    await clients.shutdown()
                    throw error
                }
                break
            }
            group.cancelAll()
            try? await group.waitForAll()
        }
        await clients.shutdown()
    }

    /// An answer, read whole.
    struct Answer: Sendable {
        var status: Int
        var headers: HTTPHeaders
        var body: [UInt8]

        var json: JSON { (try? JSONParser.parse(body)) ?? .null }
        var code: String? { json["error"]["code"].string }
        var text: String { String(decoding: body, as: UTF8.self) }
        /// What a browser would send back.
        var cookie: String? { headers["set-cookie"].first?.split(separator: ";").first.map(String.init) }
    }

    func ask(
        _ method: HTTPMethod = .GET, _ path: String, token: String? = nil, headers: [(String, String)] = [],
        body: String? = nil
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url + path)
        request.method = method
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let body {
            request.body = .bytes(ByteBuffer(string: body))
            if !request.headers.contains(name: "Content-Type") {
                request.headers.add(name: "Content-Type", value: "application/json")
            }
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(120))
        let bytes = try await response.body.collect(upTo: 8 << 20)
        return Answer(
            status: Int(response.status.code), headers: response.headers, body: Array(bytes.readableBytesView))
    }

    /// Logs in; what later requests need.
    func login(_ user: String = "ani", password: String = Bench.password) async throws -> (
        answer: Answer, headers: [(String, String)]
    ) {
        let answer = try await ask(
            .POST, "/api/v1/session", body: #"{"user": "\#(user)", "password": "\#(password)"}"#)
        return (
            answer,
            [("Cookie", answer.cookie ?? ""), ("X-CSRF-Token", answer.json["csrf_token"].string ?? "")]
        )
    }
}
