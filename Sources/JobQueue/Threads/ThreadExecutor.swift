/// Runs tasks on one thread of its own, so that they go on while Swift's shared threads are blocked.
package final class ThreadExecutor: TaskExecutor {
    private let thread: SerialThread

    package init(name: String) {
        thread = SerialThread(name: name)
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        thread.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
