import Basics

extension NewJob {
    /// The longest unique key, in bytes: an index has to hold it.
    package static let maximumKeyLength = 1000

    /// Refuses what no store should take.
    ///
    /// - Throws: `JobStoreError.invalidJob`, also for a job of its chain.
    package func validate() throws {
        try Self.validate(queue, .queue, of: "The queue")
        try Self.validate(kind, .queue, of: "The kind of job")
        if let uniqueKey, uniqueKey.utf8.count > Self.maximumKeyLength || uniqueKey.utf8.contains(0) {
            throw JobStoreError(
                .invalidJob,
                "The unique key of \(kind) must have \(Self.maximumKeyLength) bytes at most and no NUL; it has \(uniqueKey.utf8.count). Use a digest of it."
            )
        }
        guard payload.count <= Self.maximumPayloadSize else {
            throw JobStoreError(
                .invalidJob,
                "The payload of \(kind) has \(payload.count) bytes, and \(Self.maximumPayloadSize) are allowed. Store it elsewhere and enqueue where it is."
            )
        }
        for job in chain { try job.validate() }
    }

    static func validate(_ name: String, _ rule: NameRule, of what: String) throws {
        if let problem = rule.problem(with: name) {
            throw JobStoreError(.invalidJob, "\(what) \"\(name.prefix(40))\" \(problem).")
        }
    }
}
