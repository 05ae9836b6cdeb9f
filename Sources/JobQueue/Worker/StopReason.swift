/// Why a worker ended.
public enum StopReason: String, Sendable, Codable {
    /// It was asked to.
    case requested
    /// All workers were asked to end and be started anew.
    case restart
    /// No job was due, and it was to end then.
    case empty
    /// It ran as many jobs as it was to.
    case maxJobs = "max_jobs"
    /// It ran as long as it was to.
    case maxTime = "max_time"
    /// The process uses too much memory.
    case memory
    /// A handler ignored its cancellation and was abandoned, so the process is to be started anew.
    case abandoned
}
