import GRDB
import JobQueue
import JobQueueTesting
import JobSchedule
import WallTime

/// Sees what the schedulers did, past their stores.
protocol SlotWitness {
    /// Whether the slot has fired.
    func hasFired(_ slot: Slot) throws -> Bool
    /// All slots that have fired.
    func firedSlots() throws -> [FiredSlot]
    /// How many jobs there are of a kind.
    func jobCount(ofKind kind: String) async throws -> Int
}

/// Sees it in memory.
struct MemoryWitness: SlotWitness {
    let store: InMemoryScheduleStore

    func hasFired(_ slot: Slot) -> Bool { store.fired(slot) != nil }
    func firedSlots() -> [FiredSlot] { store.history }
    /// Each kind has a queue of its own.
    func jobCount(ofKind kind: String) async throws -> Int { try await store.jobs.depth(of: kind).pending }
}

/// Sees it as another program that reads the file.
struct FileWitness: SlotWitness {
    let file: DatabaseQueue

    func hasFired(_ slot: Slot) throws -> Bool {
        try file.inDatabase { db in
            let statement = try db.cachedStatement(
                sql: "SELECT 1 FROM schedule_slots WHERE entry = ? AND due_at = ?")
            return try Int.fetchOne(statement, arguments: [slot.entry, slot.due.milliseconds]) != nil
        }
    }

    func firedSlots() throws -> [FiredSlot] {
        try file.inDatabase { db in
            try Row.fetchAll(db, sql: "SELECT * FROM schedule_slots").map { row in
                FiredSlot(
                    slot: Slot(entry: row["entry"], due: Timestamp(milliseconds: row["due_at"])),
                    firedAt: Timestamp(milliseconds: row["fired_at"]), enqueued: row["enqueued"],
                    missed: row["missed"])
            }
        }
    }

    func jobCount(ofKind kind: String) async throws -> Int {
        try await file.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM jobs WHERE kind = ?", arguments: [kind]) ?? 0
        }
    }
}
