import Foundation
import FoundationNetworking
import GRDB

/// A Denyut with its page over a database of its own, and a simulated gateway that it watches.
final class Site: Sendable {
    /// How much of Denyut runs.
    enum Extent: Sendable {
        /// Only the page.
        case page
        /// Scheduler, worker and page.
        case whole
    }

    static let password = "correct horse battery staple"
    /// scrypt of the password, cheap to compute.
    static let passwordHash =
        "$scrypt$ln=10,r=8,p=1$000102030405060708090a0b0c0d0e0f$9a9f74cc441de571a18c4bf8580ad51f86745d14b39065ad24ad92fc05c99515"

    /// An API token of a viewer.
    static let token = String(repeating: "b", count: 64)
    private static let tokenHash = "a0fab1377f49a759b57f63318262ebe89fabfc990e8e93ceac2984561482b9d4"

    let url: String
    /// Where the simulated gateway is.
    let gateway: String
    private let folder: TemporaryFolder
    private let environment: [String: String]
    private let server: RunningProcess

    var database: String { folder.database }

    /// Starts a site, runs the body, and ends it.
    ///
    /// - Parameters:
    ///   - mix: The sessions of the gateway, as `gateway-simulator --mix` takes them.
    ///   - health: The settings of health, JSON.
    static func running<Result>(
        _ mix: String = "healthy=2,crashed=1,waiting=1", _ extent: Extent = .page, hasUsers: Bool = true,
        health: String = "{}", _ body: (Site) async throws -> Result
    ) async throws -> Result {
        let simulator = try RunningProcess(
            Binaries.path("gateway-simulator"), ["--mix", mix, "--port", "0", "--api-key", "key"])
        defer { simulator.send(SIGKILL) }
        let gateway = try await simulator.line(after: "listening on ")
        let folder = try TemporaryFolder()
        let users = ["ani": "operator", "vika": "viewer"].map { name, role in
            #"{"name": "\#(name)", "role": "\#(role)", "passwordHash": "\#(passwordHash)"}"#
        }
        let token = #"{"name": "test", "role": "viewer", "hash": "\#(tokenHash)"}"#
        let settings =
            #"{"dashboard": {"users": [\#(hasUsers ? users.joined(separator: ", ") : "")], "tokens": [\#(token)]}, "health": \#(health)}"#
        let environment = [
            "DATABASE_URL": "sqlite:\(folder.database)", "WHATSAPP_NODEJS_URL": gateway, "WHATSAPP_API_KEY": "key",
            "DENYUT_CONFIG": try folder.file("denyut.json", settings), "LOG_LEVEL": "warning",
        ]
        let site = try await Site(gateway: gateway, folder: folder, environment: environment, extent: extent)
        do {
            let result = try await body(site)
            await site.end()
            return result
        } catch {
            await site.end()
            throw error
        }
    }

    private init(gateway: String, folder: TemporaryFolder, environment: [String: String], extent: Extent) async throws {
        self.gateway = gateway
        self.folder = folder
        self.environment = environment
        let accounts = try await Self.fetch(gateway + "/_sim/accounts")
        let file = try folder.file("accounts.json", accounts)
        let imported = try await RunningProcess(
            Binaries.path("denyut"), ["account-import", file], environment: environment
        ).end()
        guard imported.status == 0 else { throw BrowserError(imported.errors) }
        let command = extent == .whole ? "up" : "serve"
        server = try RunningProcess(
            Binaries.path("denyut"), [command, "--port", "0"], environment: environment)
        url = try await server.line(after: "Denyut is at ")
    }

    private func end() async {
        server.send(SIGTERM)
        _ = await server.end(within: 20)
    }

    /// What follows some words at the beginning of a line that the server prints.
    func line(after words: String) async throws -> String { try await server.line(after: words) }

    /// The process that serves the page, where that is all that runs.
    var pid: pid_t { server.pid }

    func send(_ signal: Int32) { server.send(signal) }

    // MARK: What goes on beside the page

    /// Runs a command of Denyut.
    @discardableResult
    func denyut(_ arguments: String...) async throws -> ProcessResult {
        let result = try await RunningProcess(Binaries.path("denyut"), arguments, environment: environment).end()
        guard result.status == 0 else { throw BrowserError("\(arguments): \(result.errors)") }
        return result
    }

    /// Tells the simulated gateway something, such as that a phone scans a code.
    func simulator(_ path: String, _ body: String = "{}") async throws {
        _ = try await Self.fetch(gateway + "/_sim/" + path, body: body)
    }

    /// Changes the database as any other program can.
    func sql(_ statement: String, _ arguments: StatementArguments = StatementArguments()) async throws {
        try await DatabaseQueue(path: database).write { try $0.execute(sql: statement, arguments: arguments) }
    }

    func number(_ query: String) async throws -> Int {
        try await DatabaseQueue(path: database).read { try Int.fetchOne($0, sql: query) ?? 0 }
    }

    /// What an address answers.
    static func fetch(_ address: String, body: String? = nil) async throws -> String {
        guard let url = URL(string: address) else { throw BrowserError("\(address) is no address") }
        var request = URLRequest(url: url)
        if let body {
            request.httpMethod = "POST"
            request.httpBody = Data(body.utf8)
        }
        let (data, answer) = try await URLSession.shared.data(for: request)
        let status = (answer as? HTTPURLResponse)?.statusCode ?? 0
        guard (200..<300).contains(status) else {
            throw BrowserError("\(address): \(status) \(String(decoding: data.prefix(300), as: UTF8.self))")
        }
        return String(decoding: data, as: UTF8.self)
    }

    // MARK: In a browser

    /// Opens a page and logs in.
    func open<Result>(
        _ path: String = "/", as user: String = "ani", _ reader: Page.Reader = Page.Reader(),
        _ body: (Page) async throws -> Result
    ) async throws -> Result {
        try await Page.open(reader) { page in
            try await logIn(page, as: user, next: path)
            return try await body(page)
        }
    }

    func logIn(_ page: Page, as user: String = "ani", next path: String = "/") async throws {
        try await page.go(to: "\(url)/login?next=\(path)")
        try await page.fill("input[name=user]", with: user)
        try await page.fill("input[name=password]", with: Self.password)
        try await page.click("button[type=submit]")
        try await page.waitUntilLoaded()
    }
}

extension Page {
    /// Waits until what slides or fades in has come to rest.
    func waitUntilStill() async throws {
        try await wait(
            "document.getAnimations().every((a) => a.playState !== 'running' || a.effect.getComputedTiming().iterations === Infinity)"
        )
    }

    /// Waits until a page of ours stands, with its data, and its events flow.
    func waitUntilLoaded() async throws {
        try await wait(
            "document.querySelector('#page h1') && !document.querySelector('#page .bone, #page .skeleton') && ['live', 'stale'].includes(document.querySelector('.live')?.dataset.state)"
        )
    }
}
