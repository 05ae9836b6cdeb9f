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
        case is NIOSSLError, is NIOSSLExtraError: self = Self.tlsFailed(String(describing: error))
        default:
            self = .unreachable("the connection failed (\(type(of: error)))")
        }
    }

    /// - Parameter words: those of BoringSSL, with codes and places in its source.
    static func tlsFailed(_ words: String) -> TransportError {
        if words.contains("CERTIFICATE_VERIFY_FAILED") || words.contains("unableToValidateCertificate") {
            return .unreachable(
                "TLS failed: nobody known here vouches for its certificate (self-signed, expired, or of an authority of "
                    + "your own): set certificateAuthority to the PEM file of the authority, or of a self-signed certificate"
            )
        }
        if words.contains("failedToValidateHostname") {
            return .unreachable("TLS failed: its certificate is for another name: use that name in the url")
        }
        if words.contains("WRONG_VERSION_NUMBER") || words.contains("HTTP_REQUEST") {
            return .unreachable("TLS failed: what listens there speaks no TLS: write http://, or take its TLS port")
        }
        let reason = words.split { !$0.isLetter && $0 != "_" }.last { $0.contains("_") && $0 == $0.uppercased() }
            .map { printable(String($0), limit: 60) }
        return .unreachable("TLS failed (\(reason ?? "no reason given")): check the gateway's TLS settings")
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
