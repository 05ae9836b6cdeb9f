import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension TransportError {
    /// Reads what the HTTP client threw. Its own texts are not passed on where they could hold an address with a key.
    init(_ error: any Error, limits: GatewayLimits, timeout: Duration) {
        switch error {
        case let error as HTTPClientError: self = Self.reading(error, limits: limits, timeout: timeout)
        case is ResponseAccumulator.ResponseTooBigError: self = .tooLarge(limit: limits.body)
        case is CancellationError: self = .cancelled
        case let error as NIOConnectionError: self = Self.reading(error, limits: limits)
        case let error as IOError: self = Self.reading(error)
        case let error as ChannelError where error.isConnectTimeout: self = Self.connectTimedOut(limits)
        case let error as HTTPParserError: self = .notHTTP(printable(String(describing: error), limit: 80))
        case let error as NIOSSLError:
            self = .unreachable(
                "TLS failed (\(printable(String(describing: error), limit: 160))): check the certificate, and set "
                    + "certificateAuthority if it is signed by your own authority")
        default:
            self = .unreachable("the connection failed (\(type(of: error)))")
        }
    }

    private static func connectTimedOut(_ limits: GatewayLimits) -> TransportError {
        .timedOut(
            "no connection within \(limits.connect): is the host up, and does a firewall let this machine through?")
    }

    private static func reading(_ error: HTTPClientError, limits: GatewayLimits, timeout: Duration) -> TransportError {
        switch error {
        case .connectTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout, .getConnectionFromPoolTimeout:
            connectTimedOut(limits)
        case .deadlineExceeded:
            .timedOut("no complete answer within \(timeout): the gateway is hanging or overloaded")
        case .readTimeout, .writeTimeout:
            .timedOut("the answer stopped for \(limits.read): the gateway is hanging or overloaded")
        case .cancelled, .alreadyShutdown: .cancelled
        case .remoteConnectionClosed:
            .unreachable("closed the connection before its answer was complete: it may be restarting")
        case .proxyAuthenticationRequired, .invalidProxyResponse:
            .unreachable("the proxy refused (\(error.shortDescription)): check the proxy setting")
        default: .unreachable("the request failed (\(error.shortDescription))")
        }
    }

    private static func reading(_ error: NIOConnectionError, limits: GatewayLimits) -> TransportError {
        for failure in error.connectionErrors {
            if let reason = failure.error as? IOError { return reading(reason) }
            if (failure.error as? ChannelError)?.isConnectTimeout == true { return connectTimedOut(limits) }
        }
        if error.dnsAError != nil || error.dnsAAAAError != nil {
            return .unreachable("the host name cannot be resolved: check the url and the name server")
        }
        return .unreachable("no connection")
    }

    private static func reading(_ error: IOError) -> TransportError {
        switch error.errnoCode {
        case ECONNREFUSED: .unreachable("connection refused: is the gateway running, and is the port right?")
        case ENOENT: .unreachable("there is no such unix socket: is the gateway running?")
        case EACCES, EPERM: .unreachable("no permission to connect: check the unix socket's owner and mode")
        case EHOSTUNREACH, ENETUNREACH: .unreachable("no route to the host: check the network and the url")
        case ECONNRESET, EPIPE: .unreachable("closed the connection: it may be restarting")
        case ETIMEDOUT: .timedOut("the connection timed out: is the host up?")
        case EMFILE, ENFILE: .unreachable("this process has no file descriptors left: raise the limit (ulimit -n)")
        default: .unreachable("the connection failed (error \(error.errnoCode))")
        }
    }
}

extension ChannelError {
    fileprivate var isConnectTimeout: Bool {
        if case .connectTimeout = self { true } else { false }
    }
}
