/// One gateway as it stands in the settings.
package struct GatewayConfiguration: Sendable, Hashable {
    /// The name people use for it: letters, digits, `-`, `_` and `.`, at most 64.
    package var name: String
    package var kind: GatewayKind
    package var url: GatewayURL
    /// The key that requests carry; what form it has depends on the kind (`docs/gateways/`).
    package var apiKey: Secret?
    /// The secret that incoming webhooks are verified with.
    package var webhookSecret: Secret?
    package var limits: GatewayLimits
    /// An HTTP proxy to go through, as `http://host:port`.
    package var proxy: GatewayURL?
    /// A PEM file of certificate authorities to trust beside the system's.
    package var certificateAuthority: String?
    /// How the Node service takes its key; found out by itself where it is not set.
    package var nodeAuthentication: NodeAuthenticationMode?

    /// Makes a configuration.
    ///
    /// - Throws: `GatewayConfigurationError` where the name cannot be used.
    package init(
        name: String, kind: GatewayKind, url: GatewayURL, apiKey: Secret? = nil, webhookSecret: Secret? = nil,
        limits: GatewayLimits = .standard, proxy: GatewayURL? = nil, certificateAuthority: String? = nil,
        nodeAuthentication: NodeAuthenticationMode? = nil
    ) throws(GatewayConfigurationError) {
        let allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
        guard (1...64).contains(name.utf8.count), name.allSatisfy(allowed.contains) else {
            throw GatewayConfigurationError(
                "the gateway name '\(printable(name, limit: 64))' cannot be used: take 1 to 64 letters, digits, "
                    + "'-', '_' and '.'")
        }
        for (setting, secret) in [("apiKey", apiKey), ("webhookSecret", webhookSecret)] {
            guard let secret else { continue }
            guard !secret.revealed.isEmpty else {
                throw GatewayConfigurationError(
                    "the \(setting) of gateway '\(name)' is empty: set its environment variable or file, "
                        + "or take the setting out")
            }
            guard secret.revealed.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw GatewayConfigurationError(
                    "the \(setting) of gateway '\(name)' holds a line end or another control character: "
                        + "check how its file was written")
            }
        }
        if kind == .gowa, let apiKey, !apiKey.revealed.contains(":") {
            throw GatewayConfigurationError(
                "the apiKey of gateway '\(name)' must be user:password, as in APP_BASIC_AUTH of GOWA")
        }
        if let proxy, case .socket = proxy.endpoint {
            throw GatewayConfigurationError(
                "the proxy of gateway '\(name)' must be http://host:port, not a unix socket")
        }
        if proxy != nil, case .socket = url.endpoint {
            throw GatewayConfigurationError(
                "the gateway '\(name)' is on a unix socket, which no proxy leads to: take the proxy out")
        }
        self.name = name
        self.kind = kind
        self.url = url
        self.apiKey = apiKey
        self.webhookSecret = webhookSecret
        self.limits = limits
        self.proxy = proxy
        self.certificateAuthority = certificateAuthority
        self.nodeAuthentication = nodeAuthentication
    }
}
