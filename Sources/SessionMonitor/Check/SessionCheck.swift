package import Gateways
package import SessionHealth
package import WallTime

/// What was found out about a session before its check is written: the gateway's part of the evidence.
package struct SessionCheck: Sendable {
    package var account: AccountReference
    package var observation: GatewayObservation
    /// The session's number, where the gateway tells it.
    package var phone: String?
    /// A second, deeper look, where one was taken.
    package var probe: DeepProbe?
    /// When the gateway answered.
    package var observedAt: Timestamp
    package var latency: Duration?
    /// When the check was due.
    package var due: Timestamp
    /// What is known of the gateway itself.
    package var gateway: GatewayView
    package var isForced: Bool
    /// Whether it is to confirm an earlier result, or was called for by an event: then it is never too soon.
    package var isExtra: Bool
    /// Whether the gateway's list does not know the session, and the gateway does.
    package var isContradiction = false
    /// Whether a recovery that it calls for is only told.
    package var isDryRun = false
}

/// What a check and a recovery need to know of the gateway, as one sweep found it.
package struct GatewayView: Sendable {
    package var name: String
    /// nil, as the capabilities, where its setting cannot be used.
    package var kind: GatewayKind?
    package var capabilities: GatewayCapabilities?
    package var state: GatewayState
    /// Whether acknowledgements from this gateway reach us.
    package var reportsAcknowledgements: Bool
    /// Numbers that several of our accounts hold.
    package var sharedPhones: Set<String>
    /// Within which time acknowledgements from it are usual, where enough came to tell.
    package var acknowledgementDelay: Duration? = nil
}
