package import WallTime

/// From what a handler did to what happens to the row: done, tried again, or failed for good.
package struct RetryRules: Sendable {
    /// Why a lane was cancelled.
    package enum Interruption: Sendable, Equatable {
        case timeout(Duration)
        case cancelled
        case leaseLost
    }

    /// The policy where neither job nor kind says.
    let workerPolicy: RetryPolicy

    /// Makes the rules of a worker.
    package init(workerPolicy: RetryPolicy) {
        self.workerPolicy = workerPolicy
    }

    /// The verdict on what a handler returned.
    package func verdict(
        on outcome: Outcome, of job: ClaimedJob, kind: JobRegistry.Entry, now: Timestamp, random: Double
    ) -> Settlement.Verdict {
        switch outcome {
        case .done: .done(keepFor: kind.keepFinished)
        case .snooze(let time): .release(after: max(time - now, .zero))
        case .release(let delay): .release(after: delay)
        case .discard(let reason): .fail(.discarded, FailureReport(type: "Discarded", message: reason))
        case .fail(let reason):
            afterFailure(
                FailureReport(type: "Failed", message: reason), .failed, of: job, policy: kind.retryPolicy,
                random: random)
        }
    }

    /// The verdict on an error that a handler threw.
    package func verdict(
        on error: any Error, interruption: Interruption?, of job: ClaimedJob, kind: JobRegistry.Entry, random: Double
    ) -> Settlement.Verdict {
        switch interruption {
        case .cancelled:
            return .fail(.cancelled, FailureReport(type: "Cancelled", message: "The job was cancelled while it ran."))
        case .timeout(let timeout):
            let report = FailureReport(
                type: "TimedOut", message: "The attempt ran longer than its time-out of \(timeout).",
                output: (error as? any ErrorWithOutput)?.output)
            return afterFailure(report, .timedOut, of: job, policy: kind.retryPolicy, random: random)
        case .leaseLost:
            // No fault of the job; and if nobody has taken it meanwhile, it goes back to its place.
            return .release(after: nil)
        case nil:
            if error is PayloadError { return .fail(.payload, FailureReport(error)) }
            let isTimeout = (error as? any ErrorWithOutput)?.isTimeout ?? false
            return afterFailure(
                FailureReport(error), isTimeout ? .timedOut : .failed, of: job, policy: kind.retryPolicy, random: random
            )
        }
    }

    /// The verdict on a failed attempt: tried again, or failed for good.
    func afterFailure(
        _ report: FailureReport, _ outcome: AttemptOutcome, of job: ClaimedJob, policy: RetryPolicy?, random: Double
    ) -> Settlement.Verdict {
        let policy = policy ?? workerPolicy
        let failed = job.attempts + 1
        guard failed < job.maxAttempts ?? policy.maxAttempts else { return .fail(.attempts, report) }
        return .retry(after: policy.backoff.delay(afterAttempt: failed, random: random), outcome, report)
    }
}
