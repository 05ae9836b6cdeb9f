import Foundation
import JobSchedule
import Synchronization
import Testing
import WallTime

/// Two schedulers, each with a clock of its own, run once a minute for a year; they are stopped, suspended and killed, and
/// their clocks jump. Afterwards each slot must have been treated as its entry's policy says.
///
/// The ordinary run lets them work every 11 minutes, for speed; with `DENYUT_LONG_TESTS` set it is every minute.
@Suite("A simulated year")
struct SimulatedYearTests {
    struct Killed: Error {}

    /// Where the process dies, if it does.
    enum Death: Sendable {
        case none
        case beforeCommit
        case afterCommit
    }

    /// A store seen from a process that may die in the middle of a pass: nothing after its death takes effect.
    final class MortalStore: ScheduleStore {
        let base: MemoryStore
        private let state: Mutex<(death: Death, isDead: Bool)>

        init(_ base: MemoryStore, _ death: Death) {
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

        func begin(_ entries: [EntryRegistration], now: Timestamp) async throws -> ScheduleState {
            try await base.begin(entries, now: now)
        }
        func record(_ tick: ScheduleTick) async throws {
            try alive()
            try await base.record(tick)
        }
        func state() async throws -> ScheduleState { try await base.state() }
        func firedSlots(of entry: String?, limit: Int) async throws -> [FiredSlot] { [] }
        func pause(_ entry: String?, now: Timestamp) async throws -> Bool { false }
        func resume(_ entry: String?, now: Timestamp) async throws -> Bool { false }
        func storedEntries() async throws -> [EntryDefinition] { [] }
        func addEntry(_ definition: EntryDefinition, now: Timestamp) async throws -> Bool { false }
        func replaceEntry(_ definition: EntryDefinition, now: Timestamp) async throws -> Bool { false }
        func removeEntry(named name: String) async throws -> Bool { false }
    }

    static let start = Timestamp(seconds: 1_735_689_600)  // 2025-01-01T00:00:00Z
    static let step = ProcessInfo.processInfo.environment["DENYUT_LONG_TESTS"] == nil ? 11 : 1

    static func entries() throws -> [ScheduleEntry] {
        try [
            Fixtures.entry("five-once", .everyFiveMinutes),
            Fixtures.entry("quarter-skip", .everyFifteenMinutes, missed: .skip),
            Fixtures.entry("hourly-all", .hourlyAt(20), missed: .all),
            Fixtures.entry("night-all", .dailyAt("2:30").timezone("America/Chicago"), missed: .all),
            Fixtures.entry("midnight-once", .daily.timezone("America/Santiago")),
            Fixtures.entry("half-hour-all", .everyThirtyMinutes.timezone("Australia/Lord_Howe"), missed: .all),
            Fixtures.entry("month-all", .lastDayOfMonth(at: "23:30").timezone("Asia/Jakarta"), missed: .all),
        ]
    }

    /// What the world does in one minute.
    struct Minute {
        var isDown = false
        /// What each host's clock shows more than true time.
        var errors: [Duration] = [.zero, .zero]
        var deaths: [Death] = [.none, .none]
    }

    /// The year, minute by minute: outages of minutes to days, kills, and, if wanted, clocks that are an hour off for a while.
    static func world(seed: UInt64, withClockJumps: Bool) -> some Sequence<Minute> {
        var random = SeededGenerator(seed: seed)
        var downUntil = 0
        var wrongUntil = [0, 0]
        var errors: [Duration] = [.zero, .seconds(-30)]
        return (0..<(365 * 1440)).lazy.map { minute in
            if random.next() % 4000 == 0 { downUntil = minute + Int(random.pick([3, 20, 300, 1500, 4000])) }
            for host in 0..<2 {
                if withClockJumps, wrongUntil[host] == 0, random.next() % 20_000 == 0 {
                    errors[host] = random.pick([.hours(1), .hours(-1), .minutes(7)])
                    wrongUntil[host] = minute + Int(random.next() % 240)
                } else if wrongUntil[host] != 0, minute >= wrongUntil[host] {
                    errors[host] = host == 0 ? .zero : .seconds(-30)
                    wrongUntil[host] = 0
                }
            }
            let deaths = (0..<2).map { _ in
                random.next() % 20 == 0 ? random.pick([Death.beforeCommit, .afterCommit]) : .none
            }
            return Minute(isDown: minute < downUntil, errors: errors, deaths: deaths)
        }
    }

    /// Lets both hosts run each minute, and looks after each pass whether what should have fired has.
    static func simulate(
        _ store: MemoryStore, _ minutes: some Sequence<Minute>
    ) async throws -> Int {
        let entries = try Self.entries()
        let clocks = [VirtualClock(start), VirtualClock(start)]
        var violations = 0
        /// A clock that is hours ahead gives up slots of entries that skip; they are to be judged again once it is right.
        var trustedFrom = 0
        for (index, minute) in minutes.enumerated() where index.isMultiple(of: Self.step) && !minute.isDown {
            let now = start + .minutes(index) + .seconds(1)
            if minute.errors.contains(where: { abs($0.components.seconds) > 30 }) { trustedFrom = index + 120 }
            for host in 0..<2 {
                clocks[host].set(now + minute.errors[host])
                let ticker = try Fixtures.ticker(
                    entries, MortalStore(store, minute.deaths[host]), clocks[host], name: "host:\(host)")
                let report = try await ticker.runOnce()
                guard minute.deaths[host] == .none else { continue }
                let ahead: Duration = index < trustedFrom ? .hours(2) : .seconds(30)
                violations += Self.unfired(store, entries, at: report.at, ahead: ahead)
            }
        }
        return violations
    }

    /// After a pass that was not killed, the newest slot of every entry has fired; or, unless each is to be made up for, a
    /// newer one has, under a clock that is a little ahead; or it is too late for an entry that skips.
    private static func unfired(
        _ store: MemoryStore, _ entries: [ScheduleEntry], at now: Timestamp, ahead: Duration
    ) -> Int {
        store.contents.withLock { contents in
            entries.count { entry in
                guard let newest = entry.timetable.previous(from: now, inclusive: true, notBefore: start) else {
                    return false
                }
                if contents.slots[Slot(entry: entry.name, due: newest)] != nil { return false }
                let policy = entry.definition.missed.policy
                // The other host's clock is ahead of this one and may have found the slot too late.
                if policy == .skip, now + ahead - newest > MissedSlots.graceOfSkip { return false }
                let next = entry.timetable.next(after: newest) ?? .distantFuture
                let isAhead = next <= now + SlotPlanner.clockTolerance
                return policy == .all || !isAhead || contents.slots[Slot(entry: entry.name, due: next)] == nil
            }
        }
    }

    static func slots(of entry: ScheduleEntry, to end: Timestamp) -> Set<Timestamp> {
        var slots: Set<Timestamp> = []
        var due = entry.timetable.next(from: start, inclusive: true)
        while let slot = due, slot <= end {
            slots.insert(slot)
            due = entry.timetable.next(after: slot)
        }
        return slots
    }

    @Test(
        "with outages and kills each slot fires once or is counted as missed, by the policy")
    func outagesAndKills() async throws {
        let store = MemoryStore()
        #expect(try await Self.simulate(store, Self.world(seed: 1, withClockJumps: false)) == 0)
        let contents = store.contents.withLock { $0 }
        for entry in try Self.entries() {
            let fired = contents.slots.keys.filter { $0.entry == entry.name }.map(\.due)
            let jobs = contents.jobs.filter { $0.slot.entry == entry.name }
            #expect(jobs.count == fired.count, "\(entry.name): a slot enqueued its job not exactly once")
            let state = try #require(contents.entries[entry.name])
            let all = Self.slots(of: entry, to: try #require(state.cursor))
            #expect(Set(fired).isSubset(of: all), "\(entry.name): something fired that was no slot")
            #expect(fired.count + state.missed == all.count, "\(entry.name): slots were lost")
            switch entry.definition.missed.policy {
            case .all: #expect(state.missed == 0, "\(entry.name)")
            case .once: #expect(entry.name != "five-once" || state.missed > 0)
            case .skip:
                #expect(state.missed > 0)
                let late = contents.slots.values.filter { $0.slot.entry == entry.name && $0.lateness > .minutes(2) }
                #expect(late.isEmpty, "\(entry.name)")
            }
        }
    }

    @Test(
        "with clocks that jump by an hour as well, no slot fires twice and none of those to be made up for is lost")
    func clockJumps() async throws {
        let store = MemoryStore()
        #expect(try await Self.simulate(store, Self.world(seed: 3, withClockJumps: true)) == 0)
        let contents = store.contents.withLock { $0 }
        #expect(Set(contents.jobs.map(\.slot)).count == contents.jobs.count)
        for entry in try Self.entries() {
            let fired = Set(contents.slots.keys.filter { $0.entry == entry.name }.map(\.due))
            let all = Self.slots(of: entry, to: try #require(contents.entries[entry.name]?.cursor))
            #expect(fired.isSubset(of: all), "\(entry.name): something fired that was no slot")
            if entry.definition.missed.policy == .all {
                #expect(fired == all, "\(entry.name): \(all.subtracting(fired).count) slots were lost")
            }
        }
    }
}
