import JobQueue
import JobSchedule
import WallTime

/// Entries and steps for tests of the schedule's store.
enum ScheduleMaterial {
    static let noon = Timestamp(seconds: 1_800_000_000)
    static let reports = EntryRegistration(name: "reports", fingerprint: "*/5 * * * * UTC")
    static let sweep = EntryRegistration(name: "sweep", fingerprint: "* * * * * UTC")

    static func minute(_ count: Int) -> Timestamp { noon + .minutes(count) }

    /// A step that fires a slot of an entry with one job, decided from the cursor at the minute `after`, or from none.
    static func firing(
        _ entry: String, minute: Int, after cursor: Int? = nil,
        jobs: [NewJob] = [NewJob(kind: "NoOp")]
    ) -> SlotFiring {
        SlotFiring(
            entry: entry, due: Self.minute(minute), firedAt: Self.minute(minute) + .seconds(1), jobs: jobs,
            missed: 0, expectedCursor: cursor.map(Self.minute), cursor: Self.minute(minute))
    }
}
