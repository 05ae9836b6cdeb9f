package import Basics
import GRDB
import JobQueue
package import JobSchedule
package import WallTime

extension SQLiteScheduleStore {
    /// The live jobs that would keep out jobs of a slot that fired now, those that run first, then by id.
    ///
    /// Of an entry with several jobs for a slot its fan-out tells the keys; where that fails there are none.
    ///
    /// - Throws: `JobStoreError`.
    package func holders(of entry: ScheduleEntry, now: Timestamp) async throws -> [KeyHolder] {
        let jobs = try? await entry.jobs(for: Slot(entry: entry.name, due: Timestamp(seconds: now.seconds)))
        let holders = try await holders(ofKeys: (jobs ?? []).compactMap(\.uniqueKey))
        return holders.values.sorted { ($0.worker == nil ? 1 : 0, $0.job) < ($1.worker == nil ? 1 : 0, $1.job) }
    }

    /// The live jobs that have these unique keys, by key.
    ///
    /// - Throws: `JobStoreError`.
    package func holders(ofKeys keys: [String]) async throws -> [Name: KeyHolder] {
        guard !keys.isEmpty else { return [:] }
        return try await store.read { db in
            let statement = try db.makeStatement(sql: ScheduleSQL.keyHolder)
            var holders: [Name: KeyHolder] = [:]
            for key in keys {
                guard let row = try Row.fetchOne(statement, arguments: [key]) else { continue }
                holders[Name(key)] = KeyHolder(
                    job: JobID(row["id"]), worker: row["worker"],
                    enqueuedAt: Timestamp(milliseconds: row["created_at"]))
            }
            return holders
        }
    }
}
