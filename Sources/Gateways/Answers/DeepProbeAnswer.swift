package import SessionHealth

/// Whether a session is really alive, whatever its status says, with what the gateway said about it.
package struct DeepProbeAnswer: Sendable, Hashable {
    package var finding: DeepProbe
    /// What the gateway said, at most 200 characters.
    package var detail: String?
    package var latency: Duration

    package init(_ finding: DeepProbe, detail: String? = nil, latency: Duration) {
        self.finding = finding
        self.detail = detail.map { printable($0, limit: 200) }
        self.latency = latency
    }
}
