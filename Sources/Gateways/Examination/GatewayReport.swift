/// What an examination of a gateway found out, and what it asked for that.
package struct GatewayReport: Sendable {
    /// One request that was sent.
    package struct Request: Sendable, Hashable {
        /// Method and path template, with no values in it.
        package var operation: String
        /// The HTTP status; nil where no answer came.
        package var status: Int?
        package var latency: Duration
    }

    package var gateway: String
    package var kind: GatewayKind
    package var url: GatewayURL
    package var findings: [GatewayFinding]
    /// What the list of all sessions took; nil where there was none.
    package var listDuration: Duration?
    /// In the order in which they were answered.
    package var requests: [Request]

    /// The worst verdict of all findings.
    package var verdict: GatewayFinding.Verdict {
        .worst(of: findings.map(\.verdict))
    }
}
