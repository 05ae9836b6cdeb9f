import Logging
import NIOCore
import Testing

@testable import DenyutCommands

@Suite("The HTTP side of the scheduler's ping")
struct PingClientTests {
    @Test("asks with GET and tells the status", arguments: [200, 204, 404, 503])
    func status(_ status: Int) async throws {
        let server = try StubServer(.answer(status))
        defer { server.stop() }
        #expect(try await PingClient.ask("http://127.0.0.1:\(server.port)/ping/secret-id?a=1") == status)
        let head = try #require(server.requests.first)
        #expect(head.hasPrefix("GET /ping/secret-id?a=1 HTTP/1.1\r\n"))
        #expect(head.lowercased().contains("\r\nuser-agent: denyut\r\n"))
        #expect(server.requests.count == 1)
    }

    @Test("follows a redirect, but not round in a circle")
    func redirects() async throws {
        let goal = try StubServer(.answer(200))
        let first = try StubServer(.answer(302, location: "http://127.0.0.1:\(goal.port)/there"))
        let circle = try StubServer(.answer(302, location: "/again"))
        defer { for server in [goal, first, circle] { server.stop() } }
        #expect(try await PingClient.ask("http://127.0.0.1:\(first.port)/") == 200)
        #expect(goal.requests.count == 1)
        await #expect(throws: (any Error).self) { try await PingClient.ask("http://127.0.0.1:\(circle.port)/again") }
        #expect(circle.requests.count <= 4)
    }

    // They end at all, which is the point: neither server ever would.
    @Test("gives up on a server that never answers, or never ends", arguments: [StubServer.Manner.silence, .drip])
    func bounded(_ manner: StubServer.Manner) async throws {
        let server = try StubServer(manner)
        defer { server.stop() }
        await #expect(throws: (any Error).self) {
            try await PingClient.ask("http://127.0.0.1:\(server.port)/", within: .milliseconds(300))
        }
    }

    @Test(
        "says nothing of the URL in the log, whatever goes wrong",
        arguments: [StubServer.Manner.answer(500), .silence, nil])
    func keepsTheSecret(_ manner: StubServer.Manner?) async throws {
        // Without a manner nobody listens there any more.
        let server = try StubServer(manner ?? .silence)
        defer { server.stop() }
        let url = "http://127.0.0.1:\(manner == nil ? 1 : server.port)/ping/secret-id"
        let notebook = LogNotebook()
        let ping = try SchedulePing(url: url, logger: notebook.logger) {
            try await PingClient.ask($0, within: .milliseconds(300))
        }
        await ping.send()
        #expect(notebook.lines.count == 1)
        #expect(notebook.lines.allSatisfy { $0.hasPrefix("warning") && !$0.contains("secret-id") }, "\(notebook.lines)")
    }
}
