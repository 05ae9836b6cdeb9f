import Foundation
import Testing

/// More clients than the page has descriptors for, with the limit that most machines have, from several addresses: real sockets
/// that are held open.
@Suite("A thousand clients", .serialized)
struct DeafClientTests {
    private let denyut: Installation

    init() throws {
        denyut = try Installation()
    }

    /// Sockets of this process that are closed when they are let go of.
    private final class Sockets: Sendable {
        let descriptors: [Int32]

        /// Connects from addresses of this machine by turns, sends the text at each socket, and never reads.
        ///
        /// What cannot be connected at once stays in the server's queue.
        init(_ count: Int, to port: UInt16, sending text: String) {
            descriptors = (0..<count).compactMap { number in
                let descriptor = socket(
                    AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue),
                    0)
                guard descriptor >= 0 else { return nil }
                var size: Int32 = 2048
                setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
                _ = Self.with(0x7F00_0002 + UInt32(number % 6), 0) { bind(descriptor, $0, $1) }
                _ = Self.with(0x7F00_0001, port) { connect(descriptor, $0, $1) }
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                if poll(&ready, 1, 50) == 1 {
                    _ = text.withCString { send(descriptor, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
                }
                return descriptor
            }
        }

        deinit { for descriptor in descriptors { close(descriptor) } }

        private static func with(
            _ host: UInt32, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
        ) -> Int32 {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = host.bigEndian
            address.sin_port = port.bigEndian
            return withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
    }

    @Test(
        "keep others out for no longer than they are given to read, to ask, or to begin",
        arguments: [
            String(repeating: "GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 8),
            "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", "",
        ])
    func held(text: String) async throws {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = min(limit.rlim_max, 8192)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        try #require(limit.rlim_cur > 1500, "The test itself needs as many open files: raise ulimit -Hn.")
        let server = try RunningProcess(
            "/bin/sh", ["-c", "ulimit -n 1024 && exec \"$0\" serve --port 0", Binaries.path("denyut")],
            environment: denyut.environment)
        defer { server.send(SIGKILL) }
        let address = try await server.line(after: "Denyut is at ")
        let port = try #require(address.split(separator: ":").last.flatMap { UInt16($0) })
        let sockets = Sockets(1050, to: port, sending: text)
        #expect(sockets.descriptors.count == 1050)
        // They stay open on this side for as long as the test lasts; without the rule nobody would ever be answered.
        let request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        let isAnswered = try await eventually(within: 300) {
            try await answer(to: request, port).hasPrefix("HTTP/1.1 200")
        }
        #expect(isAnswered)
        #expect(server.isRunning)
        withExtendedLifetime(sockets) {}
    }

    /// What a new client is answered within two seconds.
    private func answer(to request: String, _ port: UInt16) async throws -> String {
        let result = try await RunningProcess(
            "/bin/bash",
            [
                "-c", "exec 3<>/dev/tcp/127.0.0.1/$1 && printf %s \"$2\" >&3 && timeout 2 head -c 12 <&3", "-",
                String(port), request,
            ]
        ).end(within: 5)
        return result.output
    }
}
