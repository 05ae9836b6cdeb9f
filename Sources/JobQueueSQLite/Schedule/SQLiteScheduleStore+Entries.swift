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
        try checkIsKept(definition)
        return [
            definition.name, definition.cron, definition.every, definition.timezone, definition.job.queue,
            definition.job.kind, String(decoding: definition.job.payload, as: UTF8.self), definition.job.priority,
            definition.job.uniqueKey,
            (definition.job.delay ?? .zero).wholeMilliseconds, definition.missed.policy.rawValue,
            definition.missed.window?.wholeMilliseconds, definition.withoutOverlapping,
            String(decoding: try JSONEncoder().encode(definition.environments), as: UTF8.self), now.milliseconds,
        ]
    }
}

extension SQLiteScheduleStore {
    /// Refuses what the table has no columns for, instead of losing it.
    private static func checkIsKept(_ definition: EntryDefinition) throws {
        var kept = definition.job
        (kept.payloadVersion, kept.startWithin, kept.maxAttempts) = (1, nil, nil)
        (kept.availableAt, kept.deadline, kept.trace, kept.batch, kept.chain) = (nil, nil, nil, nil, [])
        guard kept == definition.job else {
            throw ScheduleError(
                .invalidEntry,
                "entry \(definition.name.quotedForMessage): an entry in the database keeps its job's kind, queue, payload, priority, unique key and delay, and nothing else; declare this one in the program"
            )
        }
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
        let delay: Int64 = row["delay"]
        self.init(
            name: row["name"], cron: row["cron"], every: row["every"], timezone: row["timezone"],
            job: NewJob(
                queue: row["queue"], kind: row["kind"], payload: Data((row["payload"] as String).utf8),
                priority: Int(row["priority"] as Int64), delay: delay == 0 ? nil : .milliseconds(delay),
                uniqueKey: row["unique_key"]),
            missed: MissedSlots(
                MissedSlots.Policy(rawValue: row["missed"]) ?? .once, within: window.map { .milliseconds($0) }),
            withoutOverlapping: row["without_overlapping"] != 0,
            environments: (try? JSONDecoder().decode([String].self, from: environments)) ?? [""])
    }
}
