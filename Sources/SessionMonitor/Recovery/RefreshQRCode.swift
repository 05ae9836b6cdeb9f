package import JobQueue
package import WallTime

/// Fetches the QR code that a session waits with, again and again while it waits, so that what is shown can be scanned.
package struct RefreshQRCode: Job {
    package static let kind = "RefreshQRCode"
    package static let queue = RecoverSession.queue

    /// The account's number.
    package var account: Int64

    package init(account: Int64) {
        self.account = account
    }

    /// The job as it is enqueued; at most one is live.
    package static func job(_ account: Int64, at time: Timestamp? = nil) throws -> NewJob {
        var job = try NewJob(RefreshQRCode(account: account), .priority(-20), .unique("qr:\(account)"))
        job.availableAt = time
        return job
    }
}
