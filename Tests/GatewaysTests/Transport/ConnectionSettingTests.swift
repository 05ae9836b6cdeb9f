import Foundation
import NIOCore
import NIOSSL
import Testing

@testable import Gateways

/// What can be set for the way to a gateway, each tried over real connections.
@Suite("The way to a gateway", .serialized)
struct ConnectionSettingTests {
    private let hello = "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"ok\":true}"

    private func send(
        to url: String, proxy: String? = nil, authority: String? = nil, total: Duration = .seconds(30)
    ) async throws -> Result<GatewayResponse, TransportError> {
        let configuration = try GatewayConfiguration(
            name: "main", kind: .node, url: try GatewayURL(url), apiKey: Secret("key-1"),
            limits: try GatewayLimits(total: total), proxy: try proxy.map { try GatewayURL($0) },
            certificateAuthority: authority)
        let clients = HTTPClientPool()
        let transport = try HTTPTransport(configuration, clients: clients)
        let result: Result<GatewayResponse, TransportError>
        do throws(TransportError) {
            result = .success(try await transport.send(GatewayRequest(.get, "/x"), timeout: total))
        } catch {
            result = .failure(error)
        }
        await clients.shutdown()
        return result
    }

    private func tls() throws -> NIOSSLContext {
        let certificates = try NIOSSLCertificate.fromPEMBytes(Array(TestCertificates.server.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(TestCertificates.serverKey.utf8), format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key)))
    }

    /// The authority as a file, while the body runs.
    private func withAuthority<Value>(_ body: (String) async throws -> Value) async throws -> Value {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("denyut-\(UUID().uuidString).pem").path
        try Data(TestCertificates.authority.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }

    @Test("a certificate of one's own authority is taken once the authority is set, and refused before")
    func certificateAuthority() async throws {
        try await RawServer.with(.answer(hello), tls: try tls()) { server in
            let url = "https://localhost:\(server.port)"
            guard case .failure(.unreachable(let reason)) = try await send(to: url) else {
                Issue.record("a certificate that nobody vouches for must be refused")
                return
            }
            #expect(reason.contains("certificateAuthority") && reason.contains("self-signed"))
            // Of BoringSSL's own words, which hold paths of its source, nothing is left.
            #expect(!reason.contains("/") && !reason.contains("SSL"), "\(reason)")
            try await withAuthority { path in
                let response = try await send(to: url, authority: path).get()
                #expect(response.status == 200)
            }
        }
    }

    @Test("TLS to a gateway that speaks plain HTTP says that TLS failed")
    func wrongScheme() async throws {
        try await RawServer.with(.answerAndClose("HTTP/1.1 400 Bad Request\r\n\r\n")) { server in
            guard case .failure(.unreachable(let reason)) = try await send(to: "https://127.0.0.1:\(server.port)")
            else {
                Issue.record("TLS to a server without must fail")
                return
            }
            #expect(reason.contains("TLS") && reason.contains("http://"), "\(reason)")
        }
    }

    @Test(
        "TLS that fails is told in words of ours",
        arguments: [
            ("failedToValidateHostname", "another name"), ("error:1:OPENSSL_internal:HTTP_REQUEST at x.c", "http://"),
            (
                "sslError([Error: 1 error:2:SSL routines:OPENSSL_internal:NO_SHARED_CIPHER at /a/b.cc:7])",
                "SHARED_CIPHER"
            ),
            ("something new", "no reason given"),
        ])
    func tlsWords(words: String, told: String) {
        guard case .unreachable(let reason) = TransportError.tlsFailed(words) else { return }
        #expect(reason.hasPrefix("TLS failed") && reason.contains(told), "\(reason)")
        #expect(!reason.contains("/a/b.cc"))
    }

    @Test("a proxy is asked for a tunnel, and what goes through it is the request itself")
    func proxy() async throws {
        try await RawServer.with(.proxy(hello)) { server in
            let proxy = "http://127.0.0.1:\(server.port)"
            let response = try await send(to: "http://gateway.invalid:3001", proxy: proxy).get()
            #expect(response.status == 200)
            #expect(server.heads.count == 2)
            #expect(server.heads.first?.hasPrefix("CONNECT gateway.invalid:3001 HTTP/1.1\r\n") == true)
            #expect(server.heads.last?.hasPrefix("GET /x HTTP/1.1\r\n") == true)
            // The key is for the gateway, not for the proxy.
            #expect(server.heads.first?.contains("key-1") == false)
        }
    }

    @Test(
        "a proxy that refuses is named as what refused",
        arguments: ["403 Forbidden", "407 Proxy Authentication Required"])
    func proxyRefuses(status: String) async throws {
        try await RawServer.with(.answer("HTTP/1.1 \(status)\r\nContent-Length: 0\r\n\r\n")) { server in
            let result = try await send(
                to: "http://gateway.invalid:3001", proxy: "http://127.0.0.1:\(server.port)", total: .seconds(30))
            guard case .failure(.unreachable(let reason)) = result else {
                Issue.record("a refused tunnel must be unreachable, and not \(result)")
                return
            }
            #expect(reason.contains("proxy"))
        }
    }

    @Test("an answer that comes byte by byte ends with the total time-out, however steadily it comes")
    func drip() async throws {
        try await RawServer.with(.drip(bytes: 100_000, every: .milliseconds(10))) { server in
            let result = try await send(to: "http://127.0.0.1:\(server.port)", total: .milliseconds(300))
            guard case .failure(.timedOut) = result else {
                Issue.record("a dripping answer must time out, and not be \(result)")
                return
            }
        }
    }
}
