import Foundation
import Synchronization

/// Runs tasks on one thread of its own, so that they go on while Swift's shared threads are blocked.
final class ThreadExecutor: TaskExecutor {
    private final class Inbox: Sendable {
        private let jobs = Mutex<[UnownedJob]>([])
        private let semaphore = DispatchSemaphore(value: 0)
        private let isOver = Mutex(false)

        func add(_ job: UnownedJob) {
            jobs.withLock { $0.append(job) }
            semaphore.signal()
        }

        func end() {
            isOver.withLock { $0 = true }
            semaphore.signal()
        }

        /// The next jobs; waits for them. `nil`: the thread is to end.
        func take() -> [UnownedJob]? {
            semaphore.wait()
            let taken = jobs.withLock { jobs in
                defer { jobs = [] }
                return jobs
            }
            return taken.isEmpty && isOver.withLock { $0 } ? nil : taken
        }
    }

    private let inbox = Inbox()

    init(name: String) {
        let inbox = inbox
        let executor = Unmanaged.passUnretained(self)
        OwnThread.start(name: name) {
            while let jobs = inbox.take() {
                for job in jobs {
                    // A job that is enqueued keeps its task alive, and the task keeps this executor alive.
                    job.runSynchronously(on: executor.takeUnretainedValue().asUnownedTaskExecutor())
                }
            }
        }
    }

    deinit {
        inbox.end()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        inbox.add(UnownedJob(job))
    }
}
