import GRDB
import JobQueue
import JobSchedule
public import WallTime

extension SQLiteScheduleStore {
    /// Pauses one entry, or with `nil` the whole schedule. Returns whether that changed anything.
    ///
    /// An entry that no pass has seen yet can be paused already.
    ///
    /// - Throws: `JobStoreError`.
    public func pause(_ entry: String?, now: Timestamp) async throws -> Bool {
        try await store.write { transaction in
            let db = transaction.database
            if let entry {
                try db.execute(sql: ScheduleSQL.pauseEntry, arguments: [entry, now.milliseconds])
            } else {
                try db.execute(sql: ScheduleSQL.pauseAll, arguments: [now.milliseconds])
            }
            return db.changesCount == 1
        }
    }

    /// Resumes one entry, or with `nil` the whole schedule (entries paused by name stay so). Returns whether that changed anything.
    ///
    /// - Throws: `JobStoreError`.
    public func resume(_ entry: String?, now: Timestamp) async throws -> Bool {
        try await store.write { transaction in
            let db = transaction.database
            if let entry {
                try db.execute(sql: ScheduleSQL.resumeEntry, arguments: [entry, now.milliseconds])
                return db.changesCount == 1
            }
            try db.execute(sql: ScheduleSQL.resumeAll)
            guard db.changesCount == 1 else { return false }
            try db.execute(sql: ScheduleSQL.countAllFrom, arguments: [now.milliseconds])
            return true
        }
    }
}
