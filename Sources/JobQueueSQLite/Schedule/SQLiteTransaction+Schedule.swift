import GRDB
import JobQueue
import JobSchedule
import WallTime

extension SQLiteTransaction {
    /// Makes the state of entries that are new or whose timing has changed.
    func noteEntries(_ entries: [EntryRegistration], now: Timestamp) throws {
        let statement = try session.statement(ScheduleSQL.noteEntry)
        for entry in entries {
            statement.bind(entry.name, at: 1)
            statement.bind(entry.fingerprint, at: 2)
            statement.bind(now.milliseconds, at: 3)
            try statement.run()
        }
    }

    /// Carries out one step of an entry: its cursor, its slot and its jobs.
    ///
    /// - Throws: `JobStoreError.invalidJob`, or an error of SQLite: the transaction must not commit then.
    func fire(_ firing: SlotFiring) throws -> FiringOutcome {
        guard try moveEntry(firing) else { return .superseded }
        guard let due = firing.due else { return .fired(enqueued: 0, alreadyLive: 0) }
        guard try insertSlot(firing, due: due) else { return .duplicate }
        guard !firing.jobs.isEmpty else { return .fired(enqueued: 0, alreadyLive: 0) }
        let answers = try enqueue(firing.jobsToEnqueue)
        let enqueued = answers.count { $0.isNew }
        let alreadyLive = answers.count - enqueued
        let statement = try session.statement(ScheduleSQL.countSlotJobs)
        statement.bind(firing.entry, at: 1)
        statement.bind(due.milliseconds, at: 2)
        statement.bind(Int64(enqueued), at: 3)
        statement.bind(Int64(alreadyLive), at: 4)
        try statement.run()
        return .fired(enqueued: enqueued, alreadyLive: alreadyLive)
    }

    private func moveEntry(_ firing: SlotFiring) throws -> Bool {
        let statement = try session.statement(ScheduleSQL.moveEntry)
        statement.bind(firing.entry, at: 1)
        statement.bind(firing.expectedCursor?.milliseconds, at: 2)
        statement.bind(firing.cursor.milliseconds, at: 3)
        statement.bind(Int64(firing.missed), at: 4)
        return try statement.changes() == 1
    }

    private func insertSlot(_ firing: SlotFiring, due: Timestamp) throws -> Bool {
        let statement = try session.statement(ScheduleSQL.fireSlot)
        statement.bind(firing.entry, at: 1)
        statement.bind(due.milliseconds, at: 2)
        statement.bind(firing.firedAt.milliseconds, at: 3)
        statement.bind(Int64(firing.missed), at: 4)
        return try statement.changes() == 1
    }
}
