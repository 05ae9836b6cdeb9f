import Basics
import GRDB
import JobQueue
public import JobSchedule
public import WallTime

/// The schedule's memory in the file of the jobs, so that a slot and its jobs commit together or not at all.
///
/// ```swift
/// let jobs = try SQLiteJobStore(path: "storage/jobs.sqlite")
/// let schedule = SQLiteScheduleStore(jobs)
/// ```
///
/// Any number of them, in any number of processes, may work on one file at the same time.
public struct SQLiteScheduleStore: ScheduleStore {
    let store: SQLiteJobStore

    /// Makes a schedule store that enqueues in that job store.
    public init(_ store: SQLiteJobStore) {
        self.store = store
    }

    // MARK: A pass

    /// The state that a pass begins with; see `ScheduleStore`.
    ///
    /// - Throws: `JobStoreError`.
    public func begin(_ entries: [EntryRegistration], now: Timestamp) async throws -> ScheduleState {
        let memory = try await store.read { try ScheduleMemory(reading: $0) }
        guard entries.contains(where: { memory.fingerprints[Name($0.name)] != $0.fingerprint }) else {
            return memory.state
        }
        return try await store.write { transaction in
            try transaction.noteEntries(entries, now: now)
            return try ScheduleMemory(reading: transaction.database).state
        }
    }

    /// Fires slots, each with its jobs, in one transaction; see `ScheduleStore`.
    ///
    /// - Throws: `JobStoreError`: then nothing of it happened. `.full` where the disk is too full for new jobs, `.invalidJob`
    ///   where a job cannot be enqueued.
    public func fire(_ firings: [SlotFiring]) async throws -> [FiringOutcome] {
        guard !firings.isEmpty else { return [] }
        if firings.contains(where: { !$0.jobs.isEmpty }) { try store.checkFreeSpace() }
        return try await store.write { transaction in
            try firings.map { try transaction.fire($0) }
        }
    }

    /// Notes that a pass has been made.
    ///
    /// Does not wait for the disk: a note that a power cut takes with it is made again by the next pass.
    ///
    /// - Throws: `JobStoreError`.
    public func record(_ tick: ScheduleTick) async throws {
        try await store.write(.fast) { transaction in
            try transaction.database.execute(
                sql: ScheduleSQL.recordTick, arguments: [tick.at.milliseconds, tick.scheduler])
        }
    }

    // MARK: Looking

    /// The state of all entries ever seen.
    ///
    /// - Throws: `JobStoreError`.
    public func state() async throws -> ScheduleState {
        try await store.read { try ScheduleMemory(reading: $0).state }
    }

    /// The last pass that was noted, without the state of the entries.
    ///
    /// - Throws: `JobStoreError`.
    public func lastTick() async throws -> ScheduleTick? {
        try await store.read { try ScheduleMemory.lastTick(reading: $0) }
    }

    /// The last slots fired, newest due time first, of one entry or of all.
    ///
    /// - Throws: `JobStoreError`.
    public func firedSlots(of entry: String?, limit: Int) async throws -> [FiredSlot] {
        try await store.read { db in
            let limit = max(0, limit)
            let rows =
                if let entry {
                    try Row.fetchAll(db, sql: ScheduleSQL.firedSlotsOfEntry, arguments: [limit, entry])
                } else {
                    try Row.fetchAll(db, sql: ScheduleSQL.firedSlots, arguments: [limit])
                }
            return rows.map(FiredSlot.init(row:))
        }
    }

    // MARK: Pruning

    /// Forgets slots that were fired before a time, in transactions of no more than `portion` rows.
    ///
    /// The newest slot of each entry stays. Keep at least as much as a clock may go back by: what is forgotten could fire
    /// again.
    ///
    /// - Returns: How many were forgotten.
    /// - Throws: `JobStoreError`; what was forgotten before stays so.
    public func pruneSlots(firedBefore time: Timestamp, portion: Int = 500) async throws -> Int {
        let portion = max(1, portion)
        var total = 0
        while true {
            let count = try await store.write(.fast) { transaction in
                try transaction.database.execute(
                    sql: ScheduleSQL.pruneSlots, arguments: [time.milliseconds, portion])
                return transaction.database.changesCount
            }
            total += count
            guard count == portion else { return total }
            try await Task.sleep(for: Portion.pause)
        }
    }
}
