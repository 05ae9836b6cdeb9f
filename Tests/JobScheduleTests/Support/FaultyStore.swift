import JobQueue
import JobQueueTesting
import JobSchedule
import WallTime

/// A store in memory that fails where the test says so.
struct FaultyStore: ScheduleStore {
    struct Unavailable: Error {}

    let base: InMemoryScheduleStore
    /// Called before a pass reads; what it throws is thrown, and nothing happens.
    var beforeRead: @Sendable () throws -> Void = {}
    /// Called before each firing transaction; what it throws is thrown, and nothing happens.
    var beforeFire: @Sendable ([SlotFiring]) throws -> Void = { _ in }
    /// Called once it is committed; what it throws is all that the caller hears of it.
    var afterFire: @Sendable () throws -> Void = {}
    /// Called before a pass is noted.
    var beforeRecord: @Sendable () throws -> Void = {}

    func begin(_ entries: [EntryRegistration], now: Timestamp) async throws -> ScheduleState {
        try beforeRead()
        return try await base.begin(entries, now: now)
    }

    func fire(_ firings: [SlotFiring]) async throws -> [FiringOutcome] {
        try beforeFire(firings)
        let outcomes = try await base.fire(firings)
        try afterFire()
        return outcomes
    }

    func record(_ tick: ScheduleTick) async throws {
        try beforeRecord()
        try await base.record(tick)
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

extension InMemoryScheduleStore {
    /// A store with a queue of its own.
    init() { self.init(InMemoryJobStore()) }

    /// The due times of the slots that jobs were enqueued for, each once per job, as seconds after noon, in the order of firing.
    func dueOfJobs(_ entry: String? = nil) -> [Int64] {
        history.filter { entry == nil || $0.slot.entry == entry }
            .flatMap { Array(repeating: $0.slot.due.seconds - Fixtures.noon.seconds, count: $0.enqueued) }
    }

    /// Lets a worker finish so many jobs; returns their unique keys.
    @discardableResult
    func finishJobs(_ count: Int, of queue: String = "default") async throws -> [String?] {
        let request = ClaimRequest(queues: [queue], limit: count)
        let claimed = try await jobs.exchange(Exchange(worker: "test", claim: request)).claimed
        let done = claimed.map {
            Settlement(job: $0, verdict: .done(keepUntil: nil), startedAt: .distantPast, finishedAt: .distantPast)
        }
        _ = try await jobs.exchange(Exchange(worker: "test", settlements: done))
        return claimed.map(\.uniqueKey)
    }
}
