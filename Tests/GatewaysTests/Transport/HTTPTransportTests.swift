import Foundation
import Gateways
import Testing

@Suite("Speaking HTTP", .serialized)
struct HTTPTransportTests {
    private let hello = "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"ok\":true}"

    /// Sends a request to a server with short limits, and gives the answer or the error.
    private func send(
        _ request: GatewayRequest = GatewayRequest(.get, "/x"), to url: String, total: Duration = .seconds(30),
        read: Duration? = nil, body: Int = 1 << 20
    ) async throws -> Result<GatewayResponse, TransportError> {
        let limits = try GatewayLimits(total: total, connect: .seconds(3), read: read, body: body)
        let configuration = try GatewayConfiguration(
            name: "main", kind: .node, url: try GatewayURL(url), limits: limits)
        let clients = HTTPClientPool()
        let transport = try HTTPTransport(configuration, clients: clients)
        let result: Result<GatewayResponse, TransportError>
        do throws(TransportError) {
            result = .success(try await transport.send(request, timeout: total))
        } catch {
            result = .failure(error)
        }
        await clients.shutdown()
        return result
    }

    private func url(_ server: RawServer) -> String { "http://127.0.0.1:\(server.port)" }

    @Test("brings the answer, and sends what it was told to")
    func answer() async throws {
        try await RawServer.with(.answer(hello)) { server in
            let request = GatewayRequest(
                .post, "/api/\("a b")", query: [.init("q", "1&2")], headers: [.init("X-API-Key", "k")],
                body: ["a": "é"])
            let response = try await send(request, to: url(server) + "/base/").get()
            #expect(response.status == 200)
            #expect(response.body == Array("{\"ok\":true}".utf8))
            let head = try #require(server.heads.first)
            #expect(head.hasPrefix("POST /base/api/a%20b?q=1%262 HTTP/1.1\r\n"))
            #expect(head.contains("X-API-Key: k\r\n"))
            #expect(head.contains("Content-Type: application/json\r\n"))
            #expect(head.hasSuffix("{\"a\":\"é\"}"))
        }
    }

    @Test("uses one connection for requests that follow each other")
    func reuse() async throws {
        try await RawServer.with(.answer(hello)) { server in
            let configuration = try GatewayConfiguration(name: "main", kind: .node, url: try GatewayURL(url(server)))
            let clients = HTTPClientPool()
            let transport = try HTTPTransport(configuration, clients: clients)
            for _ in 1...5 { _ = try await transport.send(GatewayRequest(.get, "/x"), timeout: .seconds(30)) }
            await clients.shutdown()
            #expect(server.connections == 1)
            #expect(server.heads.count == 5)
        }
    }

    @Test("speaks over a unix socket")
    func unixSocket() async throws {
        let path = "/tmp/denyut-\(UUID().uuidString.prefix(8)).sock"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await RawServer.with(.answer(hello), socket: path) { server in
            let request = GatewayRequest(.get, "/api/\("a/b")", query: [.init("q", "1")])
            let response = try await send(request, to: "unix:\(path)").get()
            #expect(response.status == 200)
            #expect(server.heads.first?.hasPrefix("GET /api/a%2Fb?q=1 HTTP/1.1\r\n") == true)
        }
        guard case .failure(.unreachable(let reason)) = try await send(to: "unix:\(path)") else {
            Issue.record("a socket that is gone must be unreachable")
            return
        }
        #expect(reason.contains("unix socket") || reason.contains("refused"))
    }

    @Test("does not follow a redirect")
    func redirect() async throws {
        let answer = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/steal\r\nContent-Length: 0\r\n\r\n"
        try await RawServer.with(.answer(answer)) { server in
            let response = try await send(to: url(server)).get()
            #expect(response.status == 302)
            #expect(server.heads.count == 1)
        }
    }

    @Test("a port on which nobody listens is unreachable, and says so at once")
    func refused() async throws {
        let port = try await RawServer.with(.hang) { $0.port }
        guard case .failure(.unreachable(let reason)) = try await send(to: "http://127.0.0.1:\(port)") else {
            Issue.record("a refused connection must be unreachable")
            return
        }
        #expect(reason.contains("refused"))
    }

    @Test("a host name that does not exist is unreachable")
    func unresolved() async throws {
        guard case .failure(.unreachable) = try await send(to: "http://no-such-host.invalid") else {
            Issue.record("a name that cannot be resolved must be unreachable")
            return
        }
    }

    @Test("a server that says nothing is given up after the total time-out")
    func hang() async throws {
        try await RawServer.with(.hang) { server in
            guard case .failure(.timedOut) = try await send(to: url(server), total: .milliseconds(100)) else {
                Issue.record("a hanging server must time out")
                return
            }
        }
    }

    @Test("a server that stops in the middle is given up after the read time-out")
    func stall() async throws {
        let beginning = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"
        try await RawServer.with(.answer(beginning)) { server in
            let result = try await send(to: url(server), total: .seconds(60), read: .milliseconds(100))
            guard case .failure(.timedOut(let reason)) = result else {
                Issue.record("a stalled answer must time out")
                return
            }
            #expect(reason.contains("stopped"))
        }
    }

    @Test("a body that is announced too large is refused before it is read")
    func announcedTooLarge() async throws {
        try await RawServer.with(.answer("HTTP/1.1 200 OK\r\nContent-Length: 52428800\r\n\r\n")) { server in
            let result = try await send(to: url(server), body: 4096)
            #expect(result == .failure(.tooLarge(limit: 4096)))
        }
    }

    @Test("a body without end is cut off at the limit")
    func flood() async throws {
        try await RawServer.with(.flood(bytes: 50 << 20)) { server in
            let result = try await send(to: url(server), body: 1 << 20)
            #expect(result == .failure(.tooLarge(limit: 1 << 20)))
        }
    }

    @Test("a connection that is closed in the middle is unreachable; a question is asked once more")
    func closed() async throws {
        try await RawServer.with(.close) { server in
            guard case .failure(.unreachable) = try await send(to: url(server)) else {
                Issue.record("a closed connection must be unreachable")
                return
            }
            #expect(server.connections == 2)
        }
    }

    @Test("what changes something is never sent twice")
    func notRepeated() async throws {
        try await RawServer.with(.close) { server in
            _ = try await send(GatewayRequest(.post, "/x", body: [:]), to: url(server))
            #expect(server.connections == 1)
        }
    }

    @Test("what does not speak HTTP is told apart")
    func notHTTP() async throws {
        try await RawServer.with(.answerAndClose("SSH-2.0-OpenSSH_9.2p1\r\n")) { server in
            guard case .failure(.notHTTP) = try await send(to: url(server)) else {
                Issue.record("an SSH server must be told apart")
                return
            }
        }
    }

    @Test("a task that is cancelled stops waiting")
    func cancelled() async throws {
        try await RawServer.with(.hang) { server in
            let address = url(server)
            let task = Task { try await send(to: address, total: .seconds(600)) }
            while server.heads.isEmpty { await Task.yield() }
            task.cancel()
            let result = try await task.value
            #expect(result == .failure(.cancelled))
        }
    }

    @Test("after the shutdown nothing can be made any more")
    func shutdown() async throws {
        let clients = HTTPClientPool()
        await clients.shutdown()
        let configuration = try GatewayConfiguration(name: "main", kind: .node, url: try GatewayURL("http://h"))
        #expect(throws: GatewayConfigurationError.self) { try HTTPTransport(configuration, clients: clients) }
    }

    @Test("certificates that cannot be read are an error of the settings")
    func certificates() throws {
        let configuration = try GatewayConfiguration(
            name: "main", kind: .node, url: try GatewayURL("https://h"), certificateAuthority: "/no/such/file.pem")
        #expect(throws: GatewayConfigurationError.self) { try HTTPTransport(configuration, clients: HTTPClientPool()) }
    }
}
