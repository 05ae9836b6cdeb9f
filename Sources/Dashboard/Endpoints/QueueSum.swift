import Basics
import JobQueue
import WallTime

/// What several minutes of a queue come to.
struct QueueSum {
    var added = 0
    var done = 0
    var failed = 0
    var retried = 0
    private var run = Duration.zero
    private var wait = Duration.zero

    init(_ minutes: some Sequence<QueueMinute>) {
        for minute in minutes {
            added = added.addingSaturating(minute.enqueued)
            done = done.addingSaturating(minute.done)
            failed = failed.addingSaturating(minute.failed)
            retried = retried.addingSaturating(minute.retried)
            run += minute.runTime
            wait += minute.waitTime
        }
    }

    private var attempts: Int { done.addingSaturating(failed).addingSaturating(retried) }
    /// Mean time that an attempt ran, in milliseconds.
    var meanRun: Int64? { attempts > 0 ? run.wholeMilliseconds / Int64(attempts) : nil }
    /// Mean time that a job waited, in milliseconds.
    var meanWait: Int64? { attempts > 0 ? wait.wholeMilliseconds / Int64(attempts) : nil }
}
