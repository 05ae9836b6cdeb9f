import GRDB
import JobQueue
import JobSchedule
import WallTime

extension SQLiteScheduleStore {
    /// The live jobs that have these unique keys, by key.
    ///
    /// - Throws: `JobStoreError`.
    package func holders(ofKeys keys: [String]) async throws -> [String: KeyHolder] {
        guard !keys.isEmpty else { return [:] }
        return try await store.read { db in
            let statement = try db.makeStatement(sql: ScheduleSQL.keyHolder)
            var holders: [String: KeyHolder] = [:]
            for key in keys {
                guard let row = try Row.fetchOne(statement, arguments: [key]) else { continue }
                holders[key] = KeyHolder(
                    job: JobID(row["id"]), worker: row["worker"],
                    enqueuedAt: Timestamp(milliseconds: row["created_at"]))
            }
            return holders
        }
    }
}
