package import Gateways

/// The setting of a gateway, as `gateway-add` and `denyut.json` give it. Secrets are named, never held: they are looked up
/// when somebody connects, so that commands that ask no gateway need none.
package struct NewGateway: Sendable, Hashable {
    package var name: String
    package var kind: GatewayKind
    package var url: GatewayURL
    package var apiKey: SecretReference?
    package var webhookSecret: SecretReference?
    /// An HTTP proxy to go through, as `http://host:port`.
    package var proxy: GatewayURL?
    /// A PEM file of certificate authorities to trust beside the system's.
    package var certificateAuthority: String?
    /// How the Node service takes its key; found out by itself where it is not set.
    package var authentication: NodeAuthenticationMode?
    /// Whether each session that it lists gets an account by itself.
    package var follows: Bool

    package init(
        name: String, kind: GatewayKind, url: GatewayURL, apiKey: SecretReference? = nil,
        webhookSecret: SecretReference? = nil, proxy: GatewayURL? = nil, certificateAuthority: String? = nil,
        authentication: NodeAuthenticationMode? = nil, follows: Bool = false
    ) {
        self.name = name
        self.kind = kind
        self.url = url
        self.apiKey = apiKey
        self.webhookSecret = webhookSecret
        self.proxy = proxy
        self.certificateAuthority = certificateAuthority
        self.authentication = authentication
        self.follows = follows
    }

    /// The gateway as it can be connected to.
    ///
    /// - Throws: `GatewayConfigurationError` where the name cannot be used or a secret is not where it should be.
    package func configuration(
        limits: GatewayLimits, environment: [String: String]
    ) throws(GatewayConfigurationError) -> GatewayConfiguration {
        try GatewayConfiguration(
            name: name, kind: kind, url: url,
            apiKey: apiKey?.resolve("apiKey", of: "gateway '\(name)'", environment: environment),
            webhookSecret: webhookSecret?.resolve("webhookSecret", of: "gateway '\(name)'", environment: environment),
            limits: limits, proxy: proxy, certificateAuthority: certificateAuthority,
            nodeAuthentication: authentication)
    }

    /// The gateway without its secrets, to see whether everything else about it can be used.
    ///
    /// - Throws: `GatewayConfigurationError` that says what to write instead.
    package func check() throws(GatewayConfigurationError) {
        _ = try GatewayConfiguration(
            name: name, kind: kind, url: url, proxy: proxy, certificateAuthority: certificateAuthority,
            nodeAuthentication: authentication)
    }
}
