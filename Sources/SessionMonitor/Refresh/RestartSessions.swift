package import JobQueue
import WallTime

/// Restarts the sessions of a gateway softly, one after the other, against browsers whose memory only grows.
///
/// Nobody does that unless a schedule asks for it: `{"name": "restarts", "cron": "0 3 * * *", "kind": "RestartSessions",
/// "payload": {"gateway": "main", "over": 7200}, "queue": "whatsapp-health"}`.
package struct RestartSessions: Job {
    package static let kind = "RestartSessions"
    package static let queue = MonitorSessionHealth.queue
    package static let retryPolicy: RetryPolicy? = RetryPolicy(maxAttempts: 2)

    /// The gateway; nil: all.
    package var gateway: String?
    /// Over how many seconds the restarts are spread, 60 to 43200.
    package var over: Int
    /// Sessions that were started less than so many seconds ago are left alone.
    package var olderThan: Int

    package init(gateway: String? = nil, over: Int = 7200, olderThan: Int = 43200) {
        self.gateway = gateway
        self.over = over
        self.olderThan = olderThan
    }

    private enum CodingKeys: String, CodingKey {
        case gateway, over
        case olderThan = "older_than"
    }

    /// Reads a payload; nothing must be there.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            gateway: try container.decodeIfPresent(String.self, forKey: .gateway),
            over: try container.decodeIfPresent(Int.self, forKey: .over) ?? 7200,
            olderThan: try container.decodeIfPresent(Int.self, forKey: .olderThan) ?? 43200)
    }
}

/// Restarts one session that is well, softly, if no gate holds. Made by `RestartSessions`.
package struct RestartSession: Job {
    package static let kind = "RestartSession"
    package static let queue = MonitorSessionHealth.queue
    /// A step that was begun is never begun twice.
    package static let retryPolicy: RetryPolicy? = RetryPolicy(maxAttempts: 1)

    /// The account's number.
    package var account: Int64

    package init(account: Int64) {
        self.account = account
    }

    static func job(_ account: Int64, at time: Timestamp) throws -> NewJob {
        try NewJob(RestartSession(account: account), .priority(5), .at(time), .unique("restart:\(account)"))
    }
}
