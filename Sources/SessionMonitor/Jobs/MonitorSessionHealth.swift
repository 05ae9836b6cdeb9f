package import JobQueue
import WallTime

/// The check of one account.
///
/// Only `account` has to be given, so that any program can enqueue one; where the account's session is is a hint that
/// saves a look into the table.
package struct MonitorSessionHealth: Job {
    package static let kind = "MonitorSessionHealth"
    package static let queue = "whatsapp-health"
    /// The next sweep comes anyway: a check that could not be written twice is given up.
    package static let retryPolicy: RetryPolicy? = RetryPolicy(maxAttempts: 2)

    /// The account's number.
    package var account: Int64
    package var gateway: String?
    package var session: String?
    /// Check even though the last check is young. Skips the throttle only, never a gate.
    package var force: Bool
    /// It confirms an earlier result, or an event called for it.
    package var extra: Bool
    /// Something happened when it was enqueued: what the gateway said before does not count.
    package var fresh: Bool
    /// Take a second, deeper look, where the gateway has a way to.
    package var probe: Bool

    package init(
        account: Int64, gateway: String? = nil, session: String? = nil, force: Bool = false, extra: Bool = false,
        fresh: Bool = false, probe: Bool = false
    ) {
        self.account = account
        self.gateway = gateway
        self.session = session
        self.force = force
        self.extra = extra
        self.fresh = fresh
        self.probe = probe
    }

    private enum Key: String, CodingKey {
        case account, gateway, session, force, extra, fresh, probe
    }

    /// Reads a payload; only the account's number must be there.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.init(
            account: try container.decode(Int64.self, forKey: .account),
            gateway: try container.decodeIfPresent(String.self, forKey: .gateway),
            session: try container.decodeIfPresent(String.self, forKey: .session),
            force: try container.decodeIfPresent(Bool.self, forKey: .force) ?? false,
            extra: try container.decodeIfPresent(Bool.self, forKey: .extra) ?? false,
            fresh: try container.decodeIfPresent(Bool.self, forKey: .fresh) ?? false,
            probe: try container.decodeIfPresent(Bool.self, forKey: .probe) ?? false)
    }

    /// Writes what is not as usual.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(account, forKey: .account)
        try container.encodeIfPresent(gateway, forKey: .gateway)
        try container.encodeIfPresent(session, forKey: .session)
        if force { try container.encode(true, forKey: .force) }
        if extra { try container.encode(true, forKey: .extra) }
        if fresh { try container.encode(true, forKey: .fresh) }
        if probe { try container.encode(true, forKey: .probe) }
    }
}

extension MonitorSessionHealth {
    /// At most one live regular check of an account has this key.
    package static func uniqueKey(_ account: Int64) -> String { "check:\(account)" }

    /// A check that confirms an earlier one. At most one is waiting, besides the regular check.
    static func confirmation(of account: AccountReference, probing: Bool, at time: Timestamp) throws -> NewJob {
        // A look has a key of its own: a confirmation that waits already would not take one.
        try extra(account, isFresh: false, probing: probing, key: probing ? "look" : "confirm", at: time)
    }

    /// A check because something happened. However many events there are, one is enough.
    package static func immediate(_ account: AccountReference) throws -> NewJob {
        try extra(account, isFresh: true, probing: false, key: "now", at: nil)
    }

    private static func extra(
        _ account: AccountReference, isFresh: Bool, probing: Bool, key: String, at time: Timestamp?
    ) throws -> NewJob {
        let job = MonitorSessionHealth(
            account: account.id, gateway: account.gateway, session: account.session, extra: true, fresh: isFresh,
            probe: probing)
        // Before the regular checks of a sweep: somebody may be waiting for it.
        var new = try NewJob(job, .priority(-10), .unique("\(uniqueKey(account.id)):\(key)"))
        new.availableAt = time
        return new
    }

    /// The check that a sweep makes of an account.
    static func regular(_ account: AccountReference) throws -> NewJob {
        try NewJob(
            MonitorSessionHealth(account: account.id, gateway: account.gateway, session: account.session),
            .unique(uniqueKey(account.id)))
    }
}
