import Foundation
import GRDB
import JobQueue
public import JobSchedule
public import WallTime

extension SQLiteScheduleStore {
    /// The entries added at run time, by name; not checked, since any program may write the table.
    ///
    /// - Throws: `JobStoreError`.
    public func storedEntries() async throws -> [EntryDefinition] {
        try await store.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM schedule_entries ORDER BY name").map(EntryDefinition.init(row:))
        }
    }

    /// Adds an entry. Returns `false`, and changes nothing, if the name is taken.
    ///
    /// Where an entry of that name has been before, slots that came due meanwhile do not count as missed.
    ///
    /// - Throws: `JobStoreError`.
    public func addEntry(_ definition: EntryDefinition, now: Timestamp) async throws -> Bool {
        try await store.write { transaction in
            let db = transaction.database
            try db.execute(sql: ScheduleSQL.addEntry, arguments: Self.arguments(definition, now: now))
            guard db.changesCount == 1 else { return false }
            try db.execute(sql: ScheduleSQL.countEntryFrom, arguments: [definition.name, now.milliseconds])
            return true
        }
    }

    /// Replaces the entry of that name. Returns `false`, and changes nothing, if there is none.
    ///
    /// - Throws: `JobStoreError`.
    public func replaceEntry(_ definition: EntryDefinition, now: Timestamp) async throws -> Bool {
        try await store.write { transaction in
            let db = transaction.database
            try db.execute(sql: ScheduleSQL.replaceEntry, arguments: Self.arguments(definition, now: now))
            return db.changesCount == 1
        }
    }

    /// Removes an entry with what is remembered of it; its fired slots stay. Returns `false` if there is none.
    ///
    /// - Throws: `JobStoreError`.
    public func removeEntry(named name: String) async throws -> Bool {
        try await store.write { transaction in
            let db = transaction.database
            try db.execute(sql: "DELETE FROM schedule_entries WHERE name = ?", arguments: [name])
            guard db.changesCount == 1 else { return false }
            try db.execute(sql: "DELETE FROM schedule_states WHERE entry = ?", arguments: [name])
            return true
        }
    }

    private static func arguments(_ definition: EntryDefinition, now: Timestamp) throws -> StatementArguments {
        [
            definition.name, definition.cron, definition.every, definition.timezone, definition.job.queue,
            definition.job.kind, definition.job.payload, definition.job.priority, definition.job.uniqueKey,
            definition.job.delay.wholeMilliseconds, definition.missed.policy.rawValue,
            definition.missed.window?.wholeMilliseconds, definition.withoutOverlapping,
            String(decoding: try JSONEncoder().encode(definition.environments), as: UTF8.self), now.milliseconds,
        ]
    }
}

extension EntryDefinition {
    /// Reads a row of `schedule_entries`, which any program may have written.
    ///
    /// What cannot be read becomes something that the check of definitions refuses, so that one bad row does not hide the
    /// other entries.
    fileprivate init(row: Row) {
        let environments = Data((row["environments"] as String).utf8)
        let window: Int64? = row["missed_window"]
        self.init(
            name: row["name"], cron: row["cron"], every: row["every"], timezone: row["timezone"],
            job: ScheduledJob(
                queue: row["queue"], kind: row["kind"], payload: row["payload"],
                priority: Int(row["priority"] as Int64), uniqueKey: row["unique_key"],
                delay: .milliseconds(row["delay"] as Int64)),
            missed: MissedSlots(
                MissedSlots.Policy(rawValue: row["missed"]) ?? .once, within: window.map { .milliseconds($0) }),
            withoutOverlapping: row["without_overlapping"] != 0,
            environments: (try? JSONDecoder().decode([String].self, from: environments)) ?? [""])
    }
}
