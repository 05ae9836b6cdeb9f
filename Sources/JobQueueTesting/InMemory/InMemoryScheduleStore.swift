public import JobSchedule
public import WallTime

/// A schedule's memory beside the jobs of an `InMemoryJobStore`: for tests, with the rules of `ScheduleStore`.
///
/// ```swift
/// let clock = ManualClock()
/// let jobs = InMemoryJobStore(clock: clock)
/// let ticker = ScheduleTicker(schedule, store: InMemoryScheduleStore(jobs), clock: clock, options: options, logger: logger)
/// _ = try await ticker.runOnce()
/// #expect(try await jobs.depth(of: "reports").pending == 1)
/// ```
///
/// All that are made of one job store see the same schedule.
public struct InMemoryScheduleStore: ScheduleStore {
    /// Where the jobs of the slots go.
    public let jobs: InMemoryJobStore

    /// Makes a schedule store that enqueues in that job store.
    public init(_ jobs: InMemoryJobStore) {
        self.jobs = jobs
    }

    // MARK: What tests look at

    /// All slots that were fired, in the order of firing.
    public var history: [FiredSlot] {
        jobs.transact { state, _ in state.schedule.history }
    }

    /// How many passes, notes and firings have changed anything: what a pass with nothing to do costs.
    public var changeCount: Int {
        jobs.transact { state, _ in state.schedule.changeCount }
    }

    /// The slot, if it was fired.
    public func fired(_ slot: Slot) -> FiredSlot? {
        jobs.transact { state, _ in state.schedule.slots[slot] }
    }

    // MARK: A pass

    /// The state that a pass begins with; see `ScheduleStore`.
    public func begin(_ entries: [EntryRegistration], now: Timestamp) async throws -> ScheduleState {
        jobs.transact { state, _ in
            state.schedule.begin(entries, now: now)
            return state.schedule.state
        }
    }

    /// Fires slots, each with its jobs; see `ScheduleStore`.
    ///
    /// - Throws: `JobStoreError.invalidJob` where a job cannot be enqueued; then nothing of it happened.
    public func fire(_ firings: [SlotFiring]) async throws -> [FiringOutcome] {
        guard !firings.isEmpty else { return [] }
        return try jobs.transact(hasWork: true) { state, now in
            try state.schedule.fire(firings, in: &state.queue, now: now)
        }
    }

    /// Notes that a pass has been made.
    public func record(_ tick: ScheduleTick) async throws {
        jobs.transact { state, _ in state.schedule.record(tick) }
    }

    // MARK: Looking

    /// The state of all entries ever seen.
    public func state() async throws -> ScheduleState {
        jobs.transact { state, _ in state.schedule.state }
    }

    /// The last slots fired, newest due time first, of one entry or of all.
    public func firedSlots(of entry: String?, limit: Int) async throws -> [FiredSlot] {
        let slots = jobs.transact { state, _ in
            state.schedule.slots.values.filter { entry == nil || $0.slot.entry == entry }
        }
        let ordered = slots.sorted { ($0.slot.due, $0.slot.entry) > ($1.slot.due, $1.slot.entry) }
        return Array(ordered.prefix(max(0, limit)))
    }

    // MARK: Pausing

    /// Pauses one entry, or with `nil` the whole schedule. Returns whether that changed anything.
    public func pause(_ entry: String?, now: Timestamp) async throws -> Bool {
        jobs.transact { state, _ in state.schedule.pause(entry, now: now) }
    }

    /// Resumes one entry, or with `nil` the whole schedule. Returns whether that changed anything.
    public func resume(_ entry: String?, now: Timestamp) async throws -> Bool {
        jobs.transact { state, _ in state.schedule.resume(entry, now: now) }
    }

    // MARK: Entries at run time

    /// The entries added at run time, by name.
    public func storedEntries() async throws -> [EntryDefinition] {
        jobs.transact { state, _ in state.schedule.definitions.values.sorted { $0.name < $1.name } }
    }

    /// Adds an entry. Returns `false`, and changes nothing, if the name is taken.
    public func addEntry(_ definition: EntryDefinition, now: Timestamp) async throws -> Bool {
        jobs.transact { state, _ in state.schedule.add(definition, now: now) }
    }

    /// Replaces the entry of that name. Returns `false`, and changes nothing, if there is none.
    public func replaceEntry(_ definition: EntryDefinition, now: Timestamp) async throws -> Bool {
        jobs.transact { state, _ in state.schedule.replace(definition) }
    }

    /// Removes an entry; its fired slots stay. Returns `false` if there is none.
    public func removeEntry(named name: String) async throws -> Bool {
        jobs.transact { state, _ in state.schedule.remove(name) }
    }
}
