extension NewJob {
    /// The longest name of a queue or a kind, in characters.
    package static let maximumNameLength = 200

    /// Refuses what no store should take.
    ///
    /// - Throws: `JobStoreError.invalidJob`, also for a job of its chain.
    package func validate() throws {
        try Self.validate(name: queue, of: "A queue")
        try Self.validate(name: kind, of: "A kind of job")
        guard payload.count <= Self.maximumPayloadSize else {
            throw JobStoreError(
                .invalidJob,
                "The payload of \(kind) has \(payload.count) bytes, and \(Self.maximumPayloadSize) are allowed. Store it elsewhere and enqueue where it is."
            )
        }
        for job in chain { try job.validate() }
    }

    static func validate(name: String, of what: String) throws {
        // A name of at most so many bytes needs no counting of characters.
        guard !name.isEmpty, name.utf8.count <= maximumNameLength || name.count <= maximumNameLength else {
            throw JobStoreError(
                .invalidJob,
                "\(what) needs a name of 1–\(maximumNameLength) characters; \"\(name.prefix(40))\" has \(name.count).")
        }
    }
}
