import WallTime

/// When the leases of a worker are to be renewed, and when they must be taken for lost: the decisions, without any I/O.
///
/// All times are of the clock that nobody sets (`WallClock.uptime`); where the time of day leaps the ends of the leases, which are
/// written by it, are wrong, and `leapt()` says so.
struct LeaseKeeper {
    private let lease: Duration
    /// When the last renewal that worked began: the leases hold for one lease from then on.
    private(set) var renewedAt: Duration
    private(set) var nextAttempt: Duration
    private var isLost = false
    /// Whether the leases may look ended to others although no lease has passed since the last renewal.
    private var mayLookEnded = false

    init(lease: Duration, uptime: Duration) {
        self.lease = lease
        self.renewedAt = uptime
        self.nextAttempt = uptime + lease / 3
    }

    /// How long an attempt may wait for other processes.
    var patience: Duration { lease / 6 }

    func isDue(uptime: Duration) -> Bool {
        uptime >= nextAttempt
    }

    /// The time of day has leapt: the leases are renewed at once, by the time as it is now.
    mutating func leapt(by leap: Duration, uptime: Duration) {
        nextAttempt = uptime
        if (uptime - renewedAt) + leap >= lease { mayLookEnded = true }
    }

    /// A renewal that began at that time has worked. Returns whether it came too late, so that others may have taken jobs: the
    /// leases had ended, or looked ended.
    mutating func succeeded(uptime: Duration) -> Bool {
        let wasLate = uptime - renewedAt >= lease || mayLookEnded
        renewedAt = uptime
        nextAttempt = uptime + lease / 3
        isLost = false
        mayLookEnded = false
        return wasLate
    }

    /// A renewal that began at that time has failed. Returns whether that means, for the first time, that the leases are lost.
    mutating func failed(uptime: Duration) -> Bool {
        // Often enough to renew in time after a few failures, however short the lease is.
        nextAttempt = uptime + min(lease / 6, .seconds(1))
        guard uptime - renewedAt >= lease, !isLost else { return false }
        isLost = true
        return true
    }
}
