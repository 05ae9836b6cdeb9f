import Basics
import Foundation
import GRDB
import JobQueueSQLite
import JobQueueTesting
import JobSchedule
import Testing
import WallTime

/// Two schedulers for a year; they are stopped, suspended and killed, and their clocks jump. Afterwards each slot must have been
/// treated as its entry's policy says.
///
/// In the ordinary run they work every 23 minutes in memory and every 3 hours on a file, for speed; with `DENYUT_LONG_TESTS`
/// set it is every minute.
@Suite("A simulated year")
struct SimulatedYearTests {
    enum Place: CaseIterable {
        case memory
        case file
    }

    private let database: ScheduleDatabase

    init() throws {
        database = try ScheduleDatabase()
    }

    private func year(in place: Place) throws -> SimulatedYear {
        let isLong = ProcessInfo.processInfo.environment["DENYUT_LONG_TESTS"] != nil
        switch place {
        case .memory:
            let store = InMemoryScheduleStore(InMemoryJobStore())
            return try SimulatedYear(
                hosts: [store, store], witness: MemoryWitness(store: store), every: isLong ? 1 : 23)
        case .file:
            return try SimulatedYear(
                hosts: [database.open(), database.open()],
                witness: FileWitness(file: DatabaseQueue(path: database.path)), every: isLong ? 1 : 181)
        }
    }

    @Test(
        "with outages and kills each slot fires once or is counted as missed, by the policy", arguments: Place.allCases)
    func outagesAndKills(_ place: Place) async throws {
        let year = try year(in: place)
        #expect(try await year.run(SimulatedWorld(seed: 1, withClockJumps: false)) == [])
        let state = try await year.hosts[0].state()
        let slots = Dictionary(grouping: try year.witness.firedSlots(), by: \.slot.entry)
        for entry in year.entries {
            let fired = slots[entry.name] ?? []
            #expect(
                try await year.witness.jobCount(ofKind: entry.name) == fired.count,
                "\(entry.name): a slot enqueued its job not exactly once")
            let entryState = try #require(state.entries[Name(entry.name)])
            let all = year.slots(of: entry, to: try #require(entryState.cursor))
            #expect(Set(fired.map(\.slot.due)).isSubset(of: all), "\(entry.name): something fired that was no slot")
            #expect(fired.count + entryState.missed == all.count, "\(entry.name): slots were lost")
            switch entry.definition.missed.policy {
            case .all: #expect(entryState.missed == 0, "\(entry.name)")
            case .once: #expect(entry.name != "five-once" || entryState.missed > 0)
            case .skip:
                #expect(entryState.missed > 0)
                #expect(fired.allSatisfy { $0.lateness <= .minutes(2) }, "\(entry.name)")
            }
        }
    }

    @Test(
        "with clocks that jump by an hour as well, no slot fires twice and none of those to be made up for is lost",
        arguments: Place.allCases)
    func clockJumps(_ place: Place) async throws {
        let year = try year(in: place)
        #expect(try await year.run(SimulatedWorld(seed: 3, withClockJumps: true)) == [])
        let state = try await year.hosts[0].state()
        let slots = Dictionary(grouping: try year.witness.firedSlots(), by: \.slot.entry)
        for entry in year.entries {
            let fired = slots[entry.name] ?? []
            let due = Set(fired.map(\.slot.due))
            #expect(due.count == fired.count)
            #expect(try await year.witness.jobCount(ofKind: entry.name) == fired.count)
            let all = year.slots(of: entry, to: try #require(state.entries[Name(entry.name)]?.cursor))
            #expect(due.isSubset(of: all), "\(entry.name): something fired that was no slot")
            if entry.definition.missed.policy == .all {
                #expect(due == all, "\(entry.name): \(all.subtracting(due).count) slots were lost")
            }
        }
    }
}
