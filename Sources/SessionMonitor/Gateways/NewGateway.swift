package import Gateways

/// A gateway to be added, as `gateway-add` gives it. Secrets are named, never held.
package struct NewGateway: Sendable, Hashable {
    package var name: String
    package var kind: GatewayKind
    package var url: GatewayURL
    package var apiKey: SecretReference?
    package var webhookSecret: SecretReference?

    package init(
        name: String, kind: GatewayKind, url: GatewayURL, apiKey: SecretReference? = nil,
        webhookSecret: SecretReference? = nil
    ) {
        self.name = name
        self.kind = kind
        self.url = url
        self.apiKey = apiKey
        self.webhookSecret = webhookSecret
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
            limits: limits)
    }
}
