package import SessionHealth
package import WallTime

/// One probe of a gateway, as it is kept.
package struct StoredProbe: Sendable, Hashable {
    package var at: Timestamp
    /// Why it was not good; nil where it was.
    package var failure: GatewayFailure?
    package var latency: Duration?
    /// For how long the gateway has been running.
    package var uptime: Duration?
    package var version: String?
    package var sessions: Int?
    package var sessionsByStatus: [SessionStatus: Int]
    /// Bytes, resident.
    package var memory: Int64?
    /// Processor time since the gateway's start.
    package var cpu: Duration?

    /// Whether the gateway was reachable and well.
    package var isGood: Bool { failure == nil }

    /// The probe as the gateway's state machine takes it.
    ///
    /// - Parameter previous: the probe before, for the load of the processor.
    package func record(after previous: StoredProbe?) -> ProbeRecord {
        ProbeRecord(
            at: at, failure: failure, latency: latency.map { $0.inSeconds * 1000 }, uptime: uptime?.inSeconds,
            sessions: sessionsByStatus.isEmpty ? nil : sessionsByStatus, memory: memory.map(Double.init),
            cpu: load(since: previous), version: version)
    }

    /// The part of one processor that it used since an earlier probe; nil where that cannot be told.
    package func load(since previous: StoredProbe?) -> Double? {
        guard let previous, let cpu, let before = previous.cpu, cpu >= before, at > previous.at else { return nil }
        return (cpu - before).inSeconds / (at - previous.at).inSeconds
    }
}
