public import WallTime

/// What keeps the schedule's memory: which slots fired, how far each entry has got, what is paused, and the entries added
/// at run time.
///
/// Each method is one transaction: it happens as a whole or not at all, whatever dies in between.
public protocol ScheduleStore: Sendable {
    // MARK: A pass

    /// The state that a pass begins with; makes it for entries that are new or whose timing has changed.
    ///
    /// A new entry gets `countsFrom` = `now` and no cursor. If an entry's fingerprint differs from the one kept, its
    /// `countsFrom` becomes `now` and its cursor is forgotten. Where nothing changed, nothing is written.
    func begin(_ entries: [EntryRegistration], now: Timestamp) async throws -> ScheduleState

    /// Fires slots, in the order given, in one transaction.
    ///
    /// Of each, on its own: if the entry's cursor is not `expectedCursor`, nothing happens (`.superseded`). Otherwise the
    /// cursor becomes `cursor` and `missed` is added to the entry's count. If `slot` is there and was fired before, that is all
    /// (`.duplicate`). Else the row of the slot is written and the jobs are enqueued; those whose unique key a live job
    /// has are left out (`.fired`).
    ///
    /// - Returns: One answer per firing, in their order.
    func fire(_ firings: [SlotFiring]) async throws -> [FiringOutcome]

    /// Notes that a pass has been made; the latest note replaces the one before, even if its time is earlier.
    func record(_ tick: ScheduleTick) async throws

    // MARK: Looking

    /// The state of all entries ever seen, without changing anything.
    func state() async throws -> ScheduleState

    /// The last slots fired, newest due time first, of one entry or of all.
    func firedSlots(of entry: String?, limit: Int) async throws -> [FiredSlot]

    // MARK: Pausing

    /// Pauses one entry, or with `nil` the whole schedule. Returns whether that changed anything.
    func pause(_ entry: String?, now: Timestamp) async throws -> Bool

    /// Resumes one entry, or with `nil` the whole schedule (entries paused by name stay so). Slots that came due meanwhile do not
    /// count as missed: `countsFrom` of what is resumed becomes `now`. Returns whether that changed anything.
    func resume(_ entry: String?, now: Timestamp) async throws -> Bool

    // MARK: Entries at run time

    /// The entries added at run time, by name.
    func storedEntries() async throws -> [EntryDefinition]

    /// Adds an entry. Returns `false`, and changes nothing, if the name is taken.
    ///
    /// - Throws: `ScheduleError.invalidEntry`, also by `replaceEntry`, where the store cannot keep all that the entry says of its job.
    func addEntry(_ definition: EntryDefinition, now: Timestamp) async throws -> Bool

    /// Replaces the entry of that name. Returns `false`, and changes nothing, if there is none.
    func replaceEntry(_ definition: EntryDefinition, now: Timestamp) async throws -> Bool

    /// Removes an entry; its fired slots stay. Returns `false` if there is none.
    func removeEntry(named name: String) async throws -> Bool
}
