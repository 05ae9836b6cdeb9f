import WallTime

/// When the leases of a worker are to be renewed, and when they must be taken for lost: the decisions, without any I/O.
struct LeaseKeeper {
    private let lease: Duration
    /// The time of the last renewal that worked: the leases hold for one lease from then on.
    private(set) var renewedAt: Timestamp
    private(set) var nextAttempt: Timestamp
    private var isLost = false

    init(lease: Duration, now: Timestamp) {
        self.lease = lease
        self.renewedAt = now
        self.nextAttempt = now + lease / 3
    }

    /// How long an attempt may wait for other processes.
    var patience: Duration { lease / 6 }

    /// Whether the clock was set back since the last renewal.
    func hasClockGoneBack(now: Timestamp) -> Bool {
        now < renewedAt
    }

    func isDue(now: Timestamp) -> Bool {
        now >= nextAttempt || hasClockGoneBack(now: now)
    }

    /// A renewal that began at that time has worked. Returns whether it came too late: the leases had ended, and with a
    /// stopped process or a clock that leapt nobody had the time to say so.
    mutating func succeeded(now: Timestamp) -> Bool {
        let wasLate = now - renewedAt >= lease && !isLost
        renewedAt = now
        nextAttempt = now + lease / 3
        isLost = false
        return wasLate
    }

    /// A renewal that began at that time has failed. Returns whether that means, for the first time, that the leases are lost.
    mutating func failed(now: Timestamp) -> Bool {
        // Often enough to renew in time after a few failures, however short the lease is.
        nextAttempt = now + min(lease / 6, .seconds(1))
        guard now - renewedAt >= lease, !isLost else { return false }
        isLost = true
        return true
    }
}
