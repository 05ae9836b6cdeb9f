import Foundation

/// The process that started this one and keeps it running.
enum Owner {
    /// Its id; nil where nobody of ours started this one.
    static let process = ProcessInfo.processInfo.environment[WorkerSupervisor.variable].flatMap { pid_t($0) }

    /// Ends this process, as a first SIGTERM does, once its owner is gone: an owner that was killed cannot tell it to stop.
    static func endWithIt() {
        guard let owner = process else { return }
        Thread.detachNewThread {
            while getppid() == owner { usleep(500_000) }
            kill(getpid(), SIGTERM)
        }
    }
}
