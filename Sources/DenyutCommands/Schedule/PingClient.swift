import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// The HTTP side of the scheduler's ping.
enum PingClient {
    /// From looking up the name to the answer's head, redirects included.
    private static let timeout = TimeAmount.seconds(10)

    /// Asks a URL with GET and returns the status; the body is not read.
    static func ask(_ url: String) async throws -> Int {
        try await ask(url, within: timeout)
    }

    /// Asks a URL with GET, in bounded time, and returns the status; the body is not read.
    static func ask(_ url: String, within timeout: TimeAmount) async throws -> Int {
        let configuration = HTTPClient.Configuration(
            redirectConfiguration: .follow(max: 3, allowCycles: false),
            timeout: .init(connect: timeout, read: timeout))
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            var request = HTTPClientRequest(url: url)
            request.headers.add(name: "user-agent", value: "denyut")
            let status = try await client.execute(request, timeout: timeout).status.code
            try? await client.shutdown()
            return Int(status)
        } catch {
            try? await client.shutdown()
            throw error
        }
    }
}
