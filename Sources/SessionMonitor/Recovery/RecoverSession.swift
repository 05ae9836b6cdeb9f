package import JobQueue
import SessionHealth
import WallTime

/// Brings a session back: decides anew, carries one rung out, and leaves it to the checks to judge it.
package struct RecoverSession: Job {
    package static let kind = "RecoverSession"
    /// The checks' queue, so that whoever serves it serves all that follows from a check; priorities keep them in order.
    package static let queue = MonitorSessionHealth.queue
    /// A step that was begun is never begun twice, so a second attempt only looks again.
    package static let retryPolicy: RetryPolicy? = RetryPolicy(maxAttempts: 2)

    /// The account's number.
    package var account: Int64
    /// A person who asked for it; nil: a check did.
    package var by: String?
    /// Wants a new login with a QR code.
    package var newLogin: Bool
    /// Passes the gates that protect no login.
    package var overrides: Bool
    /// Wants the new login also in place of a code that is shown, or of a login of which the gateway still has a record.
    package var insists: Bool

    package init(
        account: Int64, by: String? = nil, newLogin: Bool = false, overrides: Bool = false, insists: Bool = false
    ) {
        self.account = account
        self.by = by
        self.newLogin = newLogin
        self.overrides = overrides
        self.insists = insists
    }

    private enum CodingKeys: String, CodingKey {
        case account, by, overrides, insists
        case newLogin = "new_login"
    }

    /// Reads a payload; only the account's number must be there.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            account: try container.decode(Int64.self, forKey: .account),
            by: try container.decodeIfPresent(String.self, forKey: .by),
            newLogin: try container.decodeIfPresent(Bool.self, forKey: .newLogin) ?? false,
            overrides: try container.decodeIfPresent(Bool.self, forKey: .overrides) ?? false,
            insists: try container.decodeIfPresent(Bool.self, forKey: .insists) ?? false)
    }

    /// What the plan is asked.
    var request: RecoveryRequest {
        by.map { name in
            .person(PersonsRequest(name: name, overrides: overrides, newLogin: newLogin, insists: insists))
        } ?? .automatic
    }

    /// At most one live recovery of an account.
    package static func uniqueKey(_ account: Int64) -> String { "recover:\(account)" }

    /// The job as it is enqueued.
    package func job() throws -> NewJob {
        try NewJob(self, .priority(by == nil ? -5 : -15), .unique(Self.uniqueKey(account)))
    }
}
