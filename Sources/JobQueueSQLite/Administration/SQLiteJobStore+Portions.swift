import GRDB
import JobQueue

/// How much of a long work is done in one transaction: a few milliseconds of it, because all others wait for the lock meanwhile.
struct Portion {
    /// So long a transaction may work before it ends, whatever the size of the rows.
    private static let time: Duration = .milliseconds(4)
    /// So many rows it may touch at most.
    static let rows = 500
    /// So long the lock is free between two of them: others look for it once in a millisecond.
    static let pause: Duration = .milliseconds(4)
    /// So many rows are looked at before any of them is changed.
    static let page = 10_000

    private let start = ContinuousClock.now
    private(set) var done = 0

    /// Counts a row. Returns whether the transaction may go on.
    mutating func count() -> Bool {
        done += 1
        return done < Self.rows && ContinuousClock.now - start < Self.time
    }
}

extension SQLiteJobStore {
    /// Does something with each of many rows, in transactions of a few milliseconds between which others have the lock.
    ///
    /// Who is killed in between has done it with the rows before, whole, and with none after. Where it returns, all of it is on the disk.
    ///
    /// - Parameters:
    ///   - body: Looks itself whether its row is still as it was when it was read.
    ///   - each: Called with what the body returned, once it is committed.
    func inPortions<Item: Sendable, Outcome: Sendable>(
        _ items: [Item], _ body: @escaping @Sendable (SQLiteTransaction, Item) throws -> Outcome,
        each: (Outcome) -> Void
    ) async throws {
        var rest = items[...]
        while !rest.isEmpty {
            let portion = rest
            let outcomes = try await write(.fast) { transaction in
                var budget = Portion()
                var outcomes: [Outcome] = []
                for item in portion {
                    outcomes.append(try body(transaction, item))
                    if !budget.count() { break }
                }
                return outcomes
            }
            outcomes.forEach(each)
            rest = rest.dropFirst(outcomes.count)
            if !rest.isEmpty { try await Task.sleep(for: Portion.pause) }
        }
        if !items.isEmpty { try await makeDurable() }
    }

    /// The same for a statement that changes one row: `?1` is its key, the others follow.
    ///
    /// - Returns: How many rows it changed.
    func inPortions(_ sql: String, keys: [DatabaseValue], _ others: [Int64] = []) async throws -> Int {
        var total = 0
        try await inPortions(keys) { transaction, key in
            try transaction.session.change(sql, key, others)
        } each: {
            total += $0
        }
        return total
    }

    /// Waits until all that was committed is on the disk: one durable commit takes along what stands before it in the WAL.
    private func makeDurable() async throws {
        try await write(.durable) { transaction in
            let number = try Int64.fetchOne(transaction.database, sql: "PRAGMA application_id") ?? 0
            try transaction.database.execute(sql: "PRAGMA application_id = \(number)")
        }
    }
}

extension Writer.Session {
    /// Runs a prepared statement about the row with a key. Returns how many rows it changed.
    fileprivate func change(_ sql: String, _ key: DatabaseValue, _ others: [Int64]) throws -> Int {
        let statement = try statement(sql)
        switch key.storage {
        case .int64(let number): statement.bind(number, at: 1)
        case .string(let text): statement.bind(text, at: 1)
        case .null, .double, .blob: return 0
        }
        for (index, number) in others.enumerated() { statement.bind(number, at: Int32(index) + 2) }
        return try statement.changes()
    }
}
