import AsyncHTTPClient
import NIOCore
import NIOSSL
import Synchronization

/// The process's HTTP clients: one for all gateways that share their settings of connection, closed together at the end.
package final class HTTPClientPool: Sendable {
    /// The settings that a client has for all its requests.
    struct Key: Hashable {
        var connect: Duration
        var read: Duration
        var connections: Int
        var proxy: GatewayURL?
        var certificateAuthority: String?
    }

    private struct State {
        var clients: [Key: HTTPClient] = [:]
        var isShutDown = false
    }

    private let state = Mutex(State())

    package init() {}

    /// The client for a gateway's settings.
    ///
    /// - Throws: `GatewayConfigurationError` where its certificates cannot be read, or after `shutdown`.
    func client(for configuration: GatewayConfiguration) throws(GatewayConfigurationError) -> HTTPClient {
        let key = Key(
            connect: configuration.limits.connect, read: configuration.limits.read,
            connections: configuration.limits.concurrency, proxy: configuration.proxy,
            certificateAuthority: configuration.certificateAuthority)
        let settings = try Self.settings(key)
        return try state.withLock { state throws(GatewayConfigurationError) in
            guard !state.isShutDown else { throw GatewayConfigurationError("the HTTP clients are shut down") }
            if let client = state.clients[key] { return client }
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
            state.clients[key] = client
            return client
        }
    }

    /// Closes all connections. Requests under way fail; later ones as well.
    package func shutdown() async {
        let clients = state.withLock { state in
            state.isShutDown = true
            defer { state.clients = [:] }
            return Array(state.clients.values)
        }
        // What can fail here is only a second shutdown.
        for client in clients { try? await client.shutdown() }
    }

    private static func settings(_ key: Key) throws(GatewayConfigurationError) -> HTTPClient.Configuration {
        var settings = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(
                connect: .nanoseconds(key.connect.wholeNanoseconds), read: .nanoseconds(key.read.wholeNanoseconds)),
            // Node closes an idle connection after 5 s (server.keepAliveTimeout): we close it first, so that no request
            // meets a connection that is just going away.
            connectionPool: .init(
                idleTimeout: .seconds(4), concurrentHTTP1ConnectionsPerHostSoftLimit: key.connections),
            // A compressed answer could unfold beyond the body limit.
            decompression: .disabled)
        settings.httpVersion = .http1Only
        // "Connection refused" is news; trying it over and over until the time-out only delays it.
        settings.connectionPool.retryConnectionEstablishment = false
        if case .network(_, let host, let port) = key.proxy?.endpoint {
            settings.proxy = .server(host: host, port: port)
        }
        if let path = key.certificateAuthority {
            settings.tlsConfiguration = try tls(trusting: path)
        }
        return settings
    }

    private static func tls(trusting path: String) throws(GatewayConfigurationError) -> TLSConfiguration {
        do {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(path))]
            return tls
        } catch {
            throw GatewayConfigurationError(
                "the certificates in '\(printable(path, limit: 200))' cannot be read: "
                    + "it must be a PEM file that this user may read")
        }
    }
}

extension Duration {
    /// The duration in whole nanoseconds; saturates at 292 years.
    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carried) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carried ? .max : sum
    }
}
