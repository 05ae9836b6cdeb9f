import JobSchedule
import Synchronization
import WallTime

/// A schedule's memory in memory, with the rules of `ScheduleStore` to the letter, and faults on demand.
final class MemoryStore: ScheduleStore {
    struct Contents {
        var entries: [String: EntryState] = [:]
        var fingerprints: [String: String] = [:]
        var slots: [Slot: FiredSlot] = [:]
        /// In the order of firing, with the slot that each came from.
        var jobs: [(slot: Slot, job: ScheduledJob)] = []
        var liveKeys: Set<String> = []
        var stored: [String: EntryDefinition] = [:]
        var pausedSince: Timestamp?
        var tick: ScheduleTick?
        /// How many calls have changed anything.
        var writes = 0
    }

    struct Unavailable: Error {}

    let contents = Mutex(Contents())
    /// Called before each firing transaction; what it throws is thrown, and nothing happens.
    let beforeFire: @Sendable ([SlotFiring]) throws -> Void

    init(beforeFire: @escaping @Sendable ([SlotFiring]) throws -> Void = { _ in }) {
        self.beforeFire = beforeFire
    }

    func begin(_ entries: [EntryRegistration], now: Timestamp) async throws -> ScheduleState {
        contents.withLock { contents in
            for entry in entries where contents.fingerprints[entry.name] != entry.fingerprint {
                var state = contents.entries[entry.name] ?? EntryState(countsFrom: now)
                state.countsFrom = now
                state.cursor = nil
                contents.entries[entry.name] = state
                contents.fingerprints[entry.name] = entry.fingerprint
                contents.writes += 1
            }
            return Self.state(contents)
        }
    }

    func fire(_ firings: [SlotFiring]) async throws -> [FiringOutcome] {
        try beforeFire(firings)
        return contents.withLock { contents in firings.map { Self.fire($0, in: &contents) } }
    }

    private static func fire(_ firing: SlotFiring, in contents: inout Contents) -> FiringOutcome {
        guard var state = contents.entries[firing.entry], state.cursor == firing.expectedCursor else {
            return .superseded
        }
        contents.writes += 1
        state.cursor = firing.cursor
        state.missed += firing.missed
        defer { contents.entries[firing.entry] = state }
        guard let due = firing.due else { return .fired(enqueued: 0, alreadyLive: 0) }
        let slot = Slot(entry: firing.entry, due: due)
        guard contents.slots[slot] == nil else { return .duplicate }
        var enqueued = 0
        for job in firing.jobs {
            if let key = job.uniqueKey, !contents.liveKeys.insert(key).inserted { continue }
            contents.jobs.append((slot, job))
            enqueued += 1
        }
        let fired = FiredSlot(
            slot: slot, firedAt: firing.firedAt, enqueued: enqueued, alreadyLive: firing.jobs.count - enqueued,
            missed: firing.missed)
        contents.slots[slot] = fired
        state.lastFired = fired
        return .fired(enqueued: enqueued, alreadyLive: fired.alreadyLive)
    }

    func record(_ tick: ScheduleTick) async throws {
        contents.withLock { contents in
            contents.tick = tick
            contents.writes += 1
        }
    }

    func state() async throws -> ScheduleState {
        contents.withLock { Self.state($0) }
    }

    private static func state(_ contents: Contents) -> ScheduleState {
        ScheduleState(entries: contents.entries, pausedSince: contents.pausedSince, lastTick: contents.tick)
    }

    func firedSlots(of entry: String?, limit: Int) async throws -> [FiredSlot] {
        contents.withLock { contents in
            let slots = contents.slots.values.filter { entry == nil || $0.slot.entry == entry }
            return Array(slots.sorted { $0.slot.due > $1.slot.due }.prefix(limit))
        }
    }

    func pause(_ entry: String?, now: Timestamp) async throws -> Bool {
        contents.withLock { contents in
            guard let entry else {
                defer { contents.pausedSince = contents.pausedSince ?? now }
                return contents.pausedSince == nil
            }
            guard contents.entries[entry] != nil, contents.entries[entry]?.pausedSince == nil else { return false }
            contents.entries[entry]?.pausedSince = now
            return true
        }
    }

    func resume(_ entry: String?, now: Timestamp) async throws -> Bool {
        contents.withLock { contents in
            guard let entry else {
                guard contents.pausedSince != nil else { return false }
                contents.pausedSince = nil
                for name in contents.entries.keys { contents.entries[name]?.countsFrom = now }
                return true
            }
            guard contents.entries[entry]?.pausedSince != nil else { return false }
            contents.entries[entry]?.pausedSince = nil
            contents.entries[entry]?.countsFrom = now
            return true
        }
    }

    func storedEntries() async throws -> [EntryDefinition] {
        contents.withLock { contents in contents.stored.values.sorted { $0.name < $1.name } }
    }

    func addEntry(_ definition: EntryDefinition, now: Timestamp) async throws -> Bool {
        contents.withLock { contents in
            guard contents.stored[definition.name] == nil else { return false }
            contents.stored[definition.name] = definition
            return true
        }
    }

    func replaceEntry(_ definition: EntryDefinition, now: Timestamp) async throws -> Bool {
        contents.withLock { contents in
            guard contents.stored[definition.name] != nil else { return false }
            contents.stored[definition.name] = definition
            return true
        }
    }

    func removeEntry(named name: String) async throws -> Bool {
        contents.withLock { $0.stored.removeValue(forKey: name) != nil }
    }
}
