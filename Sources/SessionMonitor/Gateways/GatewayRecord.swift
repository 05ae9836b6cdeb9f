package import Gateways
package import SessionHealth
package import WallTime

/// A gateway as it is known: its setting, its state, its newest probe.
package struct GatewayRecord: Sendable, Hashable {
    /// Where its setting stands.
    package enum Source: String, Sendable, Hashable, Codable {
        case database
        /// `denyut.json` or the environment; the row only mirrors it.
        case settings
    }

    package var name: String
    /// As it stands in the table: it may be a kind that only a newer version knows.
    package var kind: String
    package var url: String
    package var source: Source
    package var apiKey: SecretReference?
    package var webhookSecret: SecretReference?
    package var proxy: String?
    package var certificateAuthority: String?
    package var authentication: NodeAuthenticationMode?
    /// Whether each session that it lists gets an account by itself.
    package var follows: Bool
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    package var phase: GatewayState.Phase
    package var incident: Int64?
    /// How many accounts are on it, disabled ones not counted.
    package var accounts: Int
    package var probe: StoredProbe?
}
