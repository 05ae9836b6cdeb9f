/// Runs tasks on one thread of its own, so that they go on while Swift's shared threads are blocked.
package final class ThreadExecutor: TaskExecutor {
    private let thread: SerialThread

    package init(name: String) {
        thread = SerialThread(name: name)
    }

    /// Lets the thread wait there from now on while it has nothing to do; `nil`: for tasks only.
    package func park(at parking: (any ThreadParking)?) {
        thread.park(at: parking)
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        thread.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
