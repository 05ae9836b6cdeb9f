package import JobQueue
package import WallTime

extension ScheduleEntry {
    /// The unique key of the job of an entry without overlap; whoever holds it is the overlap's owner.
    public var overlapKey: String { "schedule:\(name)" }

    /// The live jobs that would keep out jobs of a slot that fired now, those that run first, then by id.
    ///
    /// Of an entry with several jobs for a slot its fan-out tells the keys; where that fails there are none.
    ///
    /// - Throws: `JobStoreError`.
    package func holders(in store: any JobAdministration, now: Timestamp) async throws -> [JobRecord] {
        let jobs = try? await self.jobs(for: Slot(entry: name, due: Timestamp(seconds: now.seconds)))
        let holders = try await store.jobs(withKeys: (jobs ?? []).compactMap(\.uniqueKey))
        return holders.values.sorted { ($0.state == .running ? 0 : 1, $0.id) < ($1.state == .running ? 0 : 1, $1.id) }
    }

    /// Whether the conditions let a slot run.
    func admits(_ slot: Slot) async throws -> Bool {
        for condition in conditions where try await !condition(slot) { return false }
        return true
    }

    /// The jobs that a slot enqueues.
    ///
    /// - Throws: What the fan-out throws, or `ScheduleError` where a job cannot be enqueued.
    package func jobs(for slot: Slot) async throws -> [NewJob] {
        guard let fanOut else {
            var job = definition.job
            if definition.withoutOverlapping, job.uniqueKey == nil { job.uniqueKey = overlapKey }
            return [job]
        }
        let jobs = try await fanOut(slot)
        for job in jobs {
            try EntryRules.check(job)
            guard !definition.withoutOverlapping || job.uniqueKey != nil else {
                throw ScheduleError(
                    .invalidEntry,
                    "entry \(name.quotedForMessage) runs without overlap, but a job of its fan-out has no unique key; give each one"
                )
            }
        }
        return jobs
    }
}
