package import JobQueue
package import SessionHealth
import WallTime

/// Tells what has been collected for one channel: everything that is due, in one message.
///
/// After an outage of the channel the first job that succeeds tells all that was held up, and the others find nothing.
package struct Notify: Job {
    package static let kind = "Notify"
    package static let queue = MonitorSessionHealth.queue
    /// About a day and a half, so that an outage over a night loses nothing.
    package static let retryPolicy: RetryPolicy? = RetryPolicy(
        maxAttempts: 60,
        backoff: Backoff(
            [.seconds(5), .seconds(15), .minutes(1), .minutes(5), .minutes(15), .minutes(30)], jitter: 0.2))

    package var channel: String
    package var audience: NotificationAudience
    package var language: String

    package init(channel: String, audience: NotificationAudience, language: String) {
        self.channel = channel
        self.audience = audience
        self.language = language
    }

    /// The job as it is enqueued. Not unique: the group it is for may be opened while an earlier one is being told.
    func job(at time: Timestamp) throws -> NewJob {
        try NewJob(self, .at(time))
    }
}
