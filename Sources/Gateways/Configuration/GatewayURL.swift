/// Where a gateway is: `http://host:3001`, `https://host/path`, or `unix:/run/gateway.sock`.
package struct GatewayURL: Sendable, Hashable, CustomStringConvertible {
    package enum Endpoint: Sendable, Hashable {
        /// `http` or `https`, a host name or address (IPv6 without brackets), and a port.
        case network(scheme: String, host: String, port: Int)
        /// The path of a unix domain socket.
        case socket(String)
    }

    package let endpoint: Endpoint
    /// The path before every request's own, without a slash at its end; mostly empty.
    package let prefix: String

    /// Reads an address from the settings.
    ///
    /// - Throws: `GatewayConfigurationError` that says what to write instead. A password in the address is not repeated.
    package init(_ text: String) throws(GatewayConfigurationError) {
        let text = String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw GatewayConfigurationError(
                "the gateway's url holds spaces or characters beyond ASCII: write it as http://host:3001")
        }
        if let path = Self.rest(of: text, after: "unix:") {
            endpoint = .socket(try Self.socketPath(path))
            prefix = ""
            return
        }
        guard let scheme = ["http", "https"].first(where: { text.lowercased().hasPrefix($0 + "://") }) else {
            throw GatewayConfigurationError(Self.schemeAdvice(for: text))
        }
        let rest = text.dropFirst(scheme.count + 3)
        let authority = rest.prefix { !["/", "?", "#"].contains($0) }
        let path = rest.dropFirst(authority.count)
        guard !authority.contains("@") else {
            throw GatewayConfigurationError(
                "the gateway's url holds a user name or password: take it out. Basic authentication is sent to GOWA alone (kind"
                    + " gowa, as user:password in apiKeyEnv or apiKeyFile); a proxy that wants it before another kind must"
                    + " let this machine's address, or the gateway's own key, through without it")
        }
        guard !path.contains("?"), !path.contains("#") else {
            throw GatewayConfigurationError(
                "the gateway's url has a query or fragment (? or #): give only the address that all requests begin with"
            )
        }
        let (host, port) = try Self.hostAndPort(authority)
        endpoint = .network(scheme: scheme, host: host, port: port ?? (scheme == "https" ? 443 : 80))
        prefix = try Self.prefix(path)
    }

    /// Scheme, host and port; of a socket, its path.
    package var origin: String {
        switch endpoint {
        case .network(let scheme, let host, let port):
            "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        case .socket(let path): "unix:" + path
        }
    }

    package var description: String { origin + prefix }

    private static func rest(of text: String, after scheme: String) -> Substring? {
        text.lowercased().hasPrefix(scheme) ? text.dropFirst(scheme.count) : nil
    }

    private static func socketPath(_ path: Substring) throws(GatewayConfigurationError) -> String {
        // unix:///run/x.sock is written as well.
        let path = path.hasPrefix("///") ? path.dropFirst(2) : path
        guard path.hasPrefix("/"), !path.hasPrefix("//"), path.utf8.count <= 100 else {
            throw GatewayConfigurationError(
                "the gateway's unix socket must be an absolute path of at most 100 bytes: unix:/run/gateway.sock")
        }
        return String(path)
    }

    private static func schemeAdvice(for text: String) -> String {
        guard let end = text.firstRange(of: "://") else {
            return "the gateway's url has no scheme: write http://\(printable(text, limit: 60)) or https://…"
        }
        let scheme = printable(String(text[..<end.lowerBound]), limit: 20)
        return "the gateway's url begins with \(scheme)://: it must be http://, https:// or unix:/path"
    }

    private static func hostAndPort(
        _ text: Substring
    ) throws(GatewayConfigurationError) -> (host: String, port: Int?) {
        let isBracketed = text.hasPrefix("[")
        let end = isBracketed ? text.firstIndex(of: "]") : text.lastIndex(of: ":") ?? text.endIndex
        guard let end else { throw hostError }
        let host = (isBracketed ? text[..<end].dropFirst() : text[..<end]).lowercased()
        let rest = isBracketed ? text[end...].dropFirst() : text[end...]
        let allowed = "abcdefghijklmnopqrstuvwxyz0123456789-._" + (isBracketed ? ":" : "")
        guard !host.isEmpty, host.allSatisfy(allowed.contains) else { throw hostError }
        guard !rest.isEmpty else { return (host, nil) }
        guard rest.hasPrefix(":"), let port = Int(rest.dropFirst()), (1...65535).contains(port),
            rest.dropFirst().allSatisfy("0123456789".contains)
        else {
            throw GatewayConfigurationError(
                "the gateway's url has no usable port after the host name: write a number from 1 to 65535, as in "
                    + "http://host:3001")
        }
        return (host, port)
    }

    private static let hostError = GatewayConfigurationError(
        "the gateway's url has no usable host name: write it as http://host:3001")

    private static func prefix(_ path: Substring) throws(GatewayConfigurationError) -> String {
        let segments = path.split(separator: "/", omittingEmptySubsequences: true)
        guard !segments.contains(where: { $0 == "." || $0 == ".." }) else {
            throw GatewayConfigurationError("the gateway's url has . or .. in its path: write the path out")
        }
        return segments.map { "/" + $0 }.joined()
    }
}
