import Basics
import GRDB
import JobSchedule
import WallTime

/// What the database remembers of the schedule.
struct ScheduleMemory {
    private(set) var state = ScheduleState()
    /// What the slots of each entry depended on when a pass last looked.
    private(set) var fingerprints: [Name: String] = [:]

    /// Reads all of it, in the transaction that is open.
    init(reading db: Database) throws {
        state.lastTick = try Self.lastTick(reading: db)
        state.pausedSince = try Int64.fetchOne(db, sql: "SELECT paused_at FROM schedule_status").map(
            Timestamp.init(milliseconds:))
        let rows = try Row.fetchCursor(db, sql: ScheduleSQL.states)
        while let row = try rows.next() {
            let entry = row.name("entry_name")
            fingerprints[entry] = row["fingerprint"]
            state.entries[entry] = EntryState(
                countsFrom: Timestamp(milliseconds: row["counts_from"]), cursor: row.time("cursor"),
                pausedSince: row.time("paused_at"),
                lastFired: row.time("due_at") == nil ? nil : FiredSlot(row: row), missed: row["missed_in_all"])
        }
    }

    /// Reads the last pass that was noted.
    static func lastTick(reading db: Database) throws -> ScheduleTick? {
        let row = try Row.fetchOne(db, sql: "SELECT ticked_at, scheduler FROM schedule_status")
        guard let row, let at = row.time("ticked_at"), let scheduler = row["scheduler"] as String? else { return nil }
        return ScheduleTick(at: at, scheduler: scheduler)
    }
}

extension FiredSlot {
    /// Reads a row that has the columns of `schedule_slots`.
    init(row: Row) {
        self.init(
            slot: Slot(entry: row["entry"], due: Timestamp(milliseconds: row["due_at"])),
            firedAt: Timestamp(milliseconds: row["fired_at"]), enqueued: row["enqueued"],
            alreadyLive: row["already_live"], missed: row["missed"])
    }
}

extension Row {
    /// The time in a column; `nil` for NULL.
    fileprivate func time(_ column: String) -> Timestamp? {
        (self[column] as Int64?).map(Timestamp.init(milliseconds:))
    }
}
