import Basics
import JobQueue
import JobSchedule
import WallTime

/// What an `InMemoryJobStore` remembers of a schedule, and what the transactions of a schedule do to it: a value.
struct InMemorySchedule {
    private(set) var states: [Name: EntryState] = [:]
    private var fingerprints: [Name: String] = [:]
    private(set) var slots: [Slot: FiredSlot] = [:]
    /// The newest slot of each entry, those that were removed included.
    private var newest: [Name: FiredSlot] = [:]
    /// In the order of firing.
    private(set) var history: [FiredSlot] = []
    private(set) var definitions: [Name: EntryDefinition] = [:]
    private(set) var pausedSince: Timestamp?
    private(set) var lastTick: ScheduleTick?
    /// How many transactions have changed anything.
    private(set) var changeCount = 0

    var state: ScheduleState {
        ScheduleState(entries: states, pausedSince: pausedSince, lastTick: lastTick)
    }

    // MARK: A pass

    mutating func begin(_ entries: [EntryRegistration], now: Timestamp) {
        let news = entries.filter { fingerprints[Name($0.name)] != $0.fingerprint }
        for entry in news {
            var state = states[Name(entry.name)] ?? EntryState(countsFrom: now, lastFired: newest[Name(entry.name)])
            state.countsFrom = now
            state.cursor = nil
            states[Name(entry.name)] = state
            fingerprints[Name(entry.name)] = entry.fingerprint
        }
        if !news.isEmpty { changeCount += 1 }
    }

    mutating func fire(_ firings: [SlotFiring], in queue: inout InMemoryQueue, now: Timestamp) throws -> [FiringOutcome]
    {
        // All of it or nothing: what could be refused is looked at first.
        let jobs = firings.map(\.jobsToEnqueue)
        for job in jobs.joined() { try job.validate() }
        changeCount += 1
        return try zip(firings, jobs).map { try fire($0, $1, in: &queue, now: now) }
    }

    private mutating func fire(
        _ firing: SlotFiring, _ jobs: [NewJob], in queue: inout InMemoryQueue, now: Timestamp
    ) throws -> FiringOutcome {
        guard var state = states[Name(firing.entry)], state.cursor == firing.expectedCursor else { return .superseded }
        state.cursor = firing.cursor
        state.missed += firing.missed
        defer { states[Name(firing.entry)] = state }
        guard let due = firing.due else { return .fired(enqueued: 0, alreadyLive: 0) }
        let slot = Slot(entry: firing.entry, due: due)
        guard slots[slot] == nil else { return .duplicate }
        let enqueued = try queue.enqueue(jobs, now: now).count { $0.isNew }
        let fired = FiredSlot(
            slot: slot, firedAt: firing.firedAt, enqueued: enqueued, alreadyLive: jobs.count - enqueued,
            missed: firing.missed)
        slots[slot] = fired
        history.append(fired)
        if newest[Name(firing.entry)].map({ $0.slot.due < due }) ?? true { newest[Name(firing.entry)] = fired }
        state.lastFired = newest[Name(firing.entry)]
        return .fired(enqueued: enqueued, alreadyLive: fired.alreadyLive)
    }

    mutating func record(_ tick: ScheduleTick) {
        lastTick = tick
        changeCount += 1
    }

    // MARK: Pausing

    mutating func pause(_ entry: String?, now: Timestamp) -> Bool {
        guard let entry else {
            guard pausedSince == nil else { return false }
            pausedSince = now
            return true
        }
        guard states[Name(entry)]?.pausedSince == nil else { return false }
        states[Name(entry), default: EntryState(countsFrom: now)].pausedSince = now
        return true
    }

    mutating func resume(_ entry: String?, now: Timestamp) -> Bool {
        guard let entry else {
            guard pausedSince != nil else { return false }
            pausedSince = nil
            for name in states.keys { states[name]?.countsFrom = now }
            return true
        }
        guard states[Name(entry)]?.pausedSince != nil else { return false }
        states[Name(entry)]?.pausedSince = nil
        states[Name(entry)]?.countsFrom = now
        return true
    }

    // MARK: Entries at run time

    mutating func add(_ definition: EntryDefinition, now: Timestamp) -> Bool {
        guard definitions[Name(definition.name)] == nil else { return false }
        definitions[Name(definition.name)] = definition
        states[Name(definition.name)]?.countsFrom = now
        return true
    }

    mutating func replace(_ definition: EntryDefinition) -> Bool {
        guard definitions[Name(definition.name)] != nil else { return false }
        definitions[Name(definition.name)] = definition
        return true
    }

    mutating func remove(_ text: String) -> Bool {
        let name = Name(text)
        guard definitions.removeValue(forKey: name) != nil else { return false }
        states[name] = nil
        fingerprints[name] = nil
        return true
    }
}
