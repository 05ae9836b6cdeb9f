/// The statements of the schedule.
enum ScheduleSQL {
    // MARK: A pass

    static let noteEntry = """
        INSERT INTO schedule_states (entry, fingerprint, counts_from) VALUES (?1, ?2, ?3)
        ON CONFLICT (entry) DO UPDATE SET
          fingerprint = excluded.fingerprint, counts_from = excluded.counts_from, cursor = NULL
        WHERE schedule_states.fingerprint IS NOT excluded.fingerprint
        """
    /// Changes a row only if nobody has moved the entry on since the step was decided.
    static let moveEntry = """
        UPDATE schedule_states SET cursor = ?3, missed = missed + ?4 WHERE entry = ?1 AND cursor IS ?2
        """
    static let fireSlot = """
        INSERT INTO schedule_slots (entry, due_at, fired_at, missed) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (entry, due_at) DO NOTHING
        """
    static let countSlotJobs = """
        UPDATE schedule_slots SET enqueued = ?3, already_live = ?4 WHERE entry = ?1 AND due_at = ?2
        """
    static let recordTick = "UPDATE schedule_status SET ticked_at = ?1, scheduler = ?2"

    // MARK: Looking

    static let states = """
        SELECT s.entry, CAST(s.entry AS BLOB) AS entry_name, s.fingerprint, s.counts_from, s.cursor, s.paused_at, s.missed AS missed_in_all,
          t.due_at, t.fired_at, t.enqueued, t.already_live, t.missed
        FROM schedule_states s
        LEFT JOIN schedule_slots t ON t.entry = s.entry
          AND t.due_at = (SELECT max(due_at) FROM schedule_slots WHERE entry = s.entry)
        """
    static let firedSlots = """
        SELECT entry, due_at, fired_at, enqueued, already_live, missed FROM schedule_slots
        ORDER BY due_at DESC, entry DESC LIMIT ?1
        """
    static let firedSlotsOfEntry = """
        SELECT entry, due_at, fired_at, enqueued, already_live, missed FROM schedule_slots
        WHERE entry = ?2 ORDER BY due_at DESC LIMIT ?1
        """
    static let pruneSlots = """
        DELETE FROM schedule_slots WHERE (entry, due_at) IN (
          SELECT entry, due_at FROM schedule_slots AS old
          WHERE due_at < ?1 AND fired_at < ?1
            AND due_at < (SELECT max(due_at) FROM schedule_slots WHERE entry = old.entry)
          ORDER BY due_at LIMIT ?2)
        """

    // MARK: Pausing

    static let pauseEntry = """
        INSERT INTO schedule_states (entry, counts_from, paused_at) VALUES (?1, ?2, ?2)
        ON CONFLICT (entry) DO UPDATE SET paused_at = excluded.paused_at WHERE schedule_states.paused_at IS NULL
        """
    static let pauseAll = "UPDATE schedule_status SET paused_at = ?1 WHERE paused_at IS NULL"
    static let resumeEntry = """
        UPDATE schedule_states SET paused_at = NULL, counts_from = ?2 WHERE entry = ?1 AND paused_at IS NOT NULL
        """
    static let resumeAll = "UPDATE schedule_status SET paused_at = NULL WHERE paused_at IS NOT NULL"
    static let countAllFrom = "UPDATE schedule_states SET counts_from = ?1"
    static let countEntryFrom = "UPDATE schedule_states SET counts_from = ?2 WHERE entry = ?1"

    // MARK: Entries at run time

    static let addEntry = """
        INSERT INTO schedule_entries (name, cron, every, timezone, queue, kind, payload, priority, unique_key, delay,
          missed, missed_window, without_overlapping, environments, created_at, changed_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?15)
        ON CONFLICT (name) DO NOTHING
        """
    static let replaceEntry = """
        UPDATE schedule_entries SET cron = ?2, every = ?3, timezone = ?4, queue = ?5, kind = ?6, payload = ?7,
          priority = ?8, unique_key = ?9, delay = ?10, missed = ?11, missed_window = ?12, without_overlapping = ?13,
          environments = ?14, changed_at = ?15
        WHERE name = ?1
        """
}
