import Basics
import JobQueue
import JobSchedule
import WallTime

/// What a check of a schedule's store works with: a new store, and short words for what checks do often.
struct ScheduleBench: Bench {
    let rule: String
    let store: any ScheduleStore

    static let noon = Timestamp(seconds: 1_800_000_000)
    static let reports = EntryRegistration(name: "reports", fingerprint: "*/5 * * * * UTC")
    static let sweep = EntryRegistration(name: "sweep", fingerprint: "* * * * * UTC")

    var noon: Timestamp { Self.noon }
    var reports: EntryRegistration { Self.reports }
    var sweep: EntryRegistration { Self.sweep }

    /// So many minutes after noon.
    func minute(_ count: Int) -> Timestamp { noon + .minutes(count) }

    /// A step that fires a slot with one job, decided from the cursor at the minute `after`, or from none.
    func firing(
        _ entry: String, minute: Int, after cursor: Int? = nil, missed: Int = 0,
        jobs: [NewJob] = [NewJob(kind: "NoOp")]
    ) -> SlotFiring {
        SlotFiring(
            entry: entry, due: self.minute(minute), firedAt: self.minute(minute) + .seconds(1), jobs: jobs,
            missed: missed, expectedCursor: cursor.map(self.minute), cursor: self.minute(minute))
    }

    func state(
        of entry: String, file: String = #fileID, line: Int = #line
    ) async throws -> EntryState {
        try require(try await store.state().entries[Name(entry)], "\(entry) has no state", file: file, line: line)
    }
}
