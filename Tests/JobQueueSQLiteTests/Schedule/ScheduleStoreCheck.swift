import JobSchedule
import Testing
import WallTime

/// A rule that every `ScheduleStore` keeps, to be run on an empty one.
struct ScheduleStoreCheck: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let run: @Sendable (any ScheduleStore) async throws -> Void

    init(_ description: String, _ run: @escaping @Sendable (any ScheduleStore) async throws -> Void) {
        testDescription = description
        self.run = run
    }

    static let all: [ScheduleStoreCheck] = passes + firings + looking + pauses + storedEntries

    // MARK: Material

    static let noon = Timestamp(seconds: 1_800_000_000)
    static let reports = EntryRegistration(name: "reports", fingerprint: "*/5 * * * * UTC")
    static let sweep = EntryRegistration(name: "sweep", fingerprint: "* * * * * UTC")

    static func minute(_ count: Int) -> Timestamp { noon + .minutes(count) }

    /// A step that fires a slot of an entry with one job, from the slot a minute before it, or from none.
    static func firing(
        _ entry: String, minute: Int, after cursor: Int? = nil, missed: Int = 0,
        jobs: [ScheduledJob] = [ScheduledJob(kind: "NoOp")]
    ) -> SlotFiring {
        SlotFiring(
            entry: entry, due: Self.minute(minute), firedAt: Self.minute(minute) + .seconds(1), jobs: jobs,
            missed: missed, expectedCursor: cursor.map(Self.minute), cursor: Self.minute(minute))
    }
}
