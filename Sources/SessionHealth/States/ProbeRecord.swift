package import WallTime

/// One look at a gateway itself, made once a sweep. The probes are kept as a series.
package struct ProbeRecord: Sendable, Hashable, Codable {
    package var at: Timestamp
    /// Why it was not good; nil where it was.
    package var failure: GatewayFailure?
    /// How long the answer took, in milliseconds.
    package var latency: Double?
    /// How long the gateway has been running, in seconds, where it tells.
    package var uptime: Double?
    /// How many sessions it lists, by status in our words; nil where it was not asked or does not tell.
    package var sessions: [String: Int]?
    /// Resident memory in bytes, where it tells; else the best figure it has.
    package var memory: Double?
    /// Part of one processor, where it tells.
    package var cpu: Double?
    /// The gateway's version, at most 60 characters.
    package var version: String?

    package init(
        at: Timestamp, failure: GatewayFailure? = nil, latency: Double? = nil, uptime: Double? = nil,
        sessions: [SessionStatus: Int]? = nil, memory: Double? = nil, cpu: Double? = nil, version: String? = nil
    ) {
        self.at = at
        self.failure = failure
        self.latency = latency
        // A hostile or broken figure is no figure.
        self.uptime = uptime.flatMap { $0.isFinite && $0 >= 0 && $0 < 1e10 ? $0 : nil }
        self.sessions = sessions.map { counts in
            Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, min(max($0.value, 0), 1_000_000)) })
        }
        self.memory = memory.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
        self.cpu = cpu.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
        self.version = version.map { String($0.prefix(60)) }
    }

    /// Whether the gateway was reachable and made sense.
    package var isGood: Bool { failure == nil }

    /// When the gateway's process started, by its uptime.
    package var startedAt: Timestamp? { uptime.map { at - .seconds($0) } }

    /// How many sessions it lists in all; nil where it does not tell.
    package var listed: Int? { sessions.map { $0.values.reduce(0, +) } }
}
