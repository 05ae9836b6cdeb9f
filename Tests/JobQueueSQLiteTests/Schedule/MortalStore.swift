import JobSchedule
import Synchronization
import WallTime

/// A store seen from a process that may die in the middle of a pass: nothing after its death takes effect.
final class MortalStore: ScheduleStore {
    struct Killed: Error {}

    /// Where the process dies, if it does.
    enum Death: Sendable {
        case none
        case beforeCommit
        case afterCommit
    }

    private let base: any ScheduleStore
    private let state: Mutex<(death: Death, isDead: Bool)>

    init(_ base: any ScheduleStore, _ death: Death) {
        self.base = base
        state = Mutex((death, false))
    }

    private func alive() throws {
        if state.withLock({ $0.isDead }) { throw Killed() }
    }

    func fire(_ firings: [SlotFiring]) async throws -> [FiringOutcome] {
        try alive()
        let death = state.withLock { state in
            state.isDead = state.death != .none
            return state.death
        }
        if death == .beforeCommit { throw Killed() }
        let outcomes = try await base.fire(firings)
        if death == .afterCommit { throw Killed() }
        return outcomes
    }

    func record(_ tick: ScheduleTick) async throws {
        try alive()
        try await base.record(tick)
    }

    func begin(_ entries: [EntryRegistration], now: Timestamp) async throws -> ScheduleState {
        try await base.begin(entries, now: now)
    }
    func state() async throws -> ScheduleState { try await base.state() }
    func firedSlots(of entry: String?, limit: Int) async throws -> [FiredSlot] {
        try await base.firedSlots(of: entry, limit: limit)
    }
    func pause(_ entry: String?, now: Timestamp) async throws -> Bool { try await base.pause(entry, now: now) }
    func resume(_ entry: String?, now: Timestamp) async throws -> Bool { try await base.resume(entry, now: now) }
    func storedEntries() async throws -> [EntryDefinition] { try await base.storedEntries() }
    func addEntry(_ definition: EntryDefinition, now: Timestamp) async throws -> Bool {
        try await base.addEntry(definition, now: now)
    }
    func replaceEntry(_ definition: EntryDefinition, now: Timestamp) async throws -> Bool {
        try await base.replaceEntry(definition, now: now)
    }
    func removeEntry(named name: String) async throws -> Bool { try await base.removeEntry(named: name) }
}
