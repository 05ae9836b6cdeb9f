import GRDB
import JobQueue
import JobQueueTesting
import Testing

@testable import JobQueueSQLite

/// Faults below SQLite: each write, sync or opening of a file in turn.
@Suite("A disk that fails", .serialized, .timeLimit(.minutes(10)))
struct DiskFaultTests {
    private let template: StoreOnDisk

    init() throws {
        try #require(DiskFault.install())
        template = try StoreOnDisk()
    }

    /// What is there after each step when nothing fails.
    private func reference() async throws -> [Ledger] {
        let life = try LittleLife(template: template)
        var ledgers: [Ledger] = []
        for step in LittleLife.steps {
            try await step.act(life)
            ledgers.append(try life.ledger())
        }
        return ledgers
    }

    /// Lives through a life with that fault from the call `first` on; each step is tried until it works. Ends one step after the
    /// fault is over.
    ///
    /// - Returns: How many calls have failed.
    private func live(_ fault: DiskFault, first: Int, count: Int, _ reference: [Ledger]) async throws -> Int {
        let life = try LittleLife(template: template)
        fault.arm(life.subject.folder.path, first: first, count: count)
        defer { _ = DiskFault.disarm() }
        var before = try life.ledger()
        for (step, after) in zip(LittleLife.steps, reference) {
            let isOver = DiskFault.failures == count
            var isDone = false
            while !isDone {
                let failures = DiskFault.failures
                do {
                    try await step.act(life)
                    isDone = true
                } catch {
                    let what = "\(fault) at call \(first): \(step.name): \(error)"
                    try #require(DiskFault.failures > failures, "fails without a fault: \(what)")
                    let code = try #require(error as? JobStoreError, "no error of the store: \(what)").code
                    #expect(fault == .full ? code == .full : [.inputOutput, .cannotOpen].contains(code), "\(what)")
                    #expect(try life.ledger().difference(from: before) == [], "half-written: \(what)")
                }
            }
            let found = try life.ledger()
            try #require(found.difference(from: after) == [], "\(fault) at call \(first): after \(step.name)")
            before = found
            if isOver { break }
        }
        let failures = DiskFault.disarm()
        // As a program finds it that is started now.
        let (ledger, verdict) = try Self.look(into: life.subject.path)
        #expect(ledger.difference(from: before) == [], "\(fault) at call \(first)")
        #expect(verdict == ["ok"], "\(fault) at call \(first)")
        return failures
    }

    /// All that is in a file, and whether it is whole.
    private static func look(into path: String) throws -> (Ledger, integrity: [String]) {
        try DatabaseQueue(path: path).read { db in
            (try Ledger(db), try String.fetchAll(db, sql: "PRAGMA integrity_check"))
        }
    }

    @Test(
        "at any one call: what threw has left nothing behind and works the second time, what returned is there",
        arguments: DiskFault.allCases)
    func once(fault: DiskFault) async throws {
        let reference = try await reference()
        var number = 0
        // The same calls fail as where the disk is full, with another code, on the same ways through SQLite.
        let step = fault == .writeFails ? 4 : 1
        while try await live(fault, first: number, count: 1, reference) > 0 { number += step }
        #expect(fault == .cannotOpen || number > 5, "there were \(number) calls that could fail")
    }

    @Test("for a while: the store goes on once that is over", arguments: DiskFault.allCases)
    func forAWhile(fault: DiskFault) async throws {
        let reference = try await reference()
        var number = 0
        while try await live(fault, first: number, count: 15, reference) > 0 { number += 11 }
        #expect(fault == .cannotOpen || number > 0)
    }

    @Test("while a database is made: it can be made afterwards, and is whole", arguments: DiskFault.allCases)
    func creating(fault: DiskFault) async throws {
        let reference = try LittleLife().ledger()
        var number = 0
        while true {
            let folder = try TemporaryFolder()
            fault.arm(folder.path, first: number, count: 1)
            do {
                _ = try SQLiteJobStore(path: folder.file(), clock: ManualClock())
            } catch {
                let error = try #require(error as? JobStoreError)
                #expect(error.code == (fault == .full ? .full : error.code))
                #expect(error.isTransient || error.code == .cannotOpen, "call \(number): \(error)")
            }
            let failures = DiskFault.disarm()
            let store = try SQLiteJobStore(path: folder.file(), clock: ManualClock())
            #expect(try await store.depths() == [], "call \(number)")
            let (ledger, verdict) = try Self.look(into: folder.file())
            #expect(ledger.difference(from: reference) == [], "call \(number)")
            #expect(verdict == ["ok"], "call \(number)")
            if failures == 0 { break }
            // Most of them write the pages of new tables, all in the same way.
            number += fault == .full || fault == .writeFails ? 5 : 1
        }
        #expect(number > 2)
    }
}
