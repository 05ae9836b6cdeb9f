public import JobSchedule
public import WallTime

/// A schedule's store whose calls fail on demand: before they do anything, as on a full disk, or once they have taken effect, as
/// where a process is killed before it hears the answer.
///
/// ```swift
/// let store = FaultyScheduleStore(InMemoryScheduleStore(jobs)) { call, moment in
///     call == .record && moment == .before ? JobStoreError(.full, "The disk is full.") : nil
/// }
/// ```
public struct FaultyScheduleStore: ScheduleStore {
    /// A call of a method of the store.
    public enum Call: Sendable, Equatable {
        /// `begin(_:now:)`
        case begin
        /// `fire(_:)`, with what is to be fired
        case fire([SlotFiring])
        /// `record(_:)`
        case record
        /// `state()`
        case state
        /// `firedSlots(of:limit:)`
        case firedSlots
        /// `pause(_:now:)`
        case pause
        /// `resume(_:now:)`
        case resume
        /// `storedEntries()`
        case storedEntries
        /// `addEntry(_:now:)`
        case addEntry
        /// `replaceEntry(_:now:)`
        case replaceEntry
        /// `removeEntry(named:)`
        case removeEntry
    }

    /// When a call fails.
    public enum Moment: Sendable {
        /// It does nothing.
        case before
        /// It has done everything.
        case after
    }

    private let store: any ScheduleStore
    private let fault: @Sendable (Call, Moment) -> (any Error)?

    /// Makes a store that asks, before and after each call, whether it is to fail.
    public init(_ store: any ScheduleStore, fault: @escaping @Sendable (Call, Moment) -> (any Error)?) {
        self.store = store
        self.fault = fault
    }

    private func call<Answer>(_ call: Call, _ body: () async throws -> Answer) async throws -> Answer {
        if let error = fault(call, .before) { throw error }
        let answer = try await body()
        if let error = fault(call, .after) { throw error }
        return answer
    }

    /// Begins a pass, unless it is to fail.
    public func begin(_ entries: [EntryRegistration], now: Timestamp) async throws -> ScheduleState {
        try await call(.begin) { try await store.begin(entries, now: now) }
    }

    /// Fires slots, unless it is to fail.
    public func fire(_ firings: [SlotFiring]) async throws -> [FiringOutcome] {
        try await call(.fire(firings)) { try await store.fire(firings) }
    }

    /// Notes a pass, unless it is to fail.
    public func record(_ tick: ScheduleTick) async throws {
        try await call(.record) { try await store.record(tick) }
    }

    /// Tells the state, unless it is to fail.
    public func state() async throws -> ScheduleState {
        try await call(.state) { try await store.state() }
    }

    /// Tells the last slots fired, unless it is to fail.
    public func firedSlots(of entry: String?, limit: Int) async throws -> [FiredSlot] {
        try await call(.firedSlots) { try await store.firedSlots(of: entry, limit: limit) }
    }

    /// Pauses, unless it is to fail.
    public func pause(_ entry: String?, now: Timestamp) async throws -> Bool {
        try await call(.pause) { try await store.pause(entry, now: now) }
    }

    /// Resumes, unless it is to fail.
    public func resume(_ entry: String?, now: Timestamp) async throws -> Bool {
        try await call(.resume) { try await store.resume(entry, now: now) }
    }

    /// Tells the entries added at run time, unless it is to fail.
    public func storedEntries() async throws -> [EntryDefinition] {
        try await call(.storedEntries) { try await store.storedEntries() }
    }

    /// Adds an entry, unless it is to fail.
    public func addEntry(_ definition: EntryDefinition, now: Timestamp) async throws -> Bool {
        try await call(.addEntry) { try await store.addEntry(definition, now: now) }
    }

    /// Replaces an entry, unless it is to fail.
    public func replaceEntry(_ definition: EntryDefinition, now: Timestamp) async throws -> Bool {
        try await call(.replaceEntry) { try await store.replaceEntry(definition, now: now) }
    }

    /// Removes an entry, unless it is to fail.
    public func removeEntry(named name: String) async throws -> Bool {
        try await call(.removeEntry) { try await store.removeEntry(named: name) }
    }
}
