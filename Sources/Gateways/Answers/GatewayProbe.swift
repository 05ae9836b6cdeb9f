package import SessionHealth
package import WallTime

/// How a gateway is doing itself, as it told at one moment. What it does not tell is nil.
package struct GatewayProbe: Sendable, Hashable {
    /// Numbers of sessions.
    package struct Sessions: Sendable, Hashable {
        package var total: Int?
        package var byStatus: [SessionStatus: Int]

        package init(total: Int? = nil, byStatus: [SessionStatus: Int] = [:]) {
            self.total = total
            self.byStatus = byStatus
        }
    }

    /// Memory in bytes.
    package struct Memory: Sendable, Hashable {
        /// Resident set of the gateway's own process; browsers it started are not in it.
        package var resident: Int64?
        package var heapUsed: Int64?
        package var heapTotal: Int64?

        package init(resident: Int64? = nil, heapUsed: Int64? = nil, heapTotal: Int64? = nil) {
            self.resident = resident
            self.heapUsed = heapUsed
            self.heapTotal = heapTotal
        }
    }

    /// When the answer was complete, by our clock.
    package var at: Timestamp
    /// From asking to the complete answer.
    package var latency: Duration
    /// Why the gateway itself says that it is not well, at most 200 characters; nil when it says that it is.
    package var complaint: String?
    package var version: String?
    /// For how long its process has been running. When this falls between two probes, it was restarted.
    package var uptime: Duration?
    package var sessions: Sessions?
    package var memory: Memory?
    /// CPU time used since it started.
    package var cpu: Duration?

    /// Whether the gateway says that it is well.
    package var isGood: Bool { complaint == nil }

    /// When its process started, by our clock; accurate to about the latency.
    package var startedAt: Timestamp? { uptime.map { at - $0 } }

    package init(
        at: Timestamp, latency: Duration, complaint: String? = nil, version: String? = nil, uptime: Duration? = nil,
        sessions: Sessions? = nil, memory: Memory? = nil, cpu: Duration? = nil
    ) {
        self.at = at
        self.latency = latency
        self.complaint = complaint.map { printable($0, limit: 200) }
        self.version = version.map { printable($0, limit: 64) }
        self.uptime = uptime
        self.sessions = sessions
        self.memory = memory
        self.cpu = cpu
    }
}
