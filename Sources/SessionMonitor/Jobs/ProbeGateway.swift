package import JobQueue
import WallTime

/// Asks a gateway once more, besides the sweeps: to confirm that it is down, or that it is well again.
package struct ProbeGateway: Job {
    package static let kind = "ProbeGateway"
    package static let queue = MonitorSessionHealth.queue
    package static let retryPolicy: RetryPolicy? = RetryPolicy(maxAttempts: 1)

    package var gateway: String

    package init(gateway: String) {
        self.gateway = gateway
    }

    /// At most one waits per gateway.
    static func uniqueKey(_ gateway: String) -> String { "probe:\(gateway)" }

    static func job(_ gateway: String, at time: Timestamp) throws -> NewJob {
        try NewJob(ProbeGateway(gateway: gateway), .priority(-20), .at(time), .unique(uniqueKey(gateway)))
    }
}
