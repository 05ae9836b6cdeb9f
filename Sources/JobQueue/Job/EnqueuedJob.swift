/// What became of one job that was handed to `enqueue`.
public struct EnqueuedJob: Sendable, Equatable, Codable {
    /// The job's id; of a job that was not new, the id of the live job that has its key.
    public let id: JobID
    /// Whether the job was new; `false`: a live job had its unique key already.
    public let isNew: Bool

    /// Makes the answer of its parts.
    public init(id: JobID, isNew: Bool) {
        self.id = id
        self.isNew = isNew
    }
}
