import GRDB
import WallTime

extension Database {
    /// Runs a statement that is prepared once per connection.
    func run(_ sql: String, _ arguments: StatementArguments) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// Runs a statement that is prepared once per connection, and says how many rows it changed.
    func changes(_ sql: String, _ arguments: StatementArguments) throws -> Int {
        try run(sql, arguments)
        return changesCount
    }

    /// The first row.
    func row(_ sql: String, _ arguments: StatementArguments = []) throws -> Row? {
        try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }

    /// All rows, made into values one by one.
    func rows<T>(_ sql: String, _ arguments: StatementArguments = [], _ make: (Row) throws -> T) throws -> [T] {
        let cursor = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        var values: [T] = []
        while let row = try cursor.next() { values.append(try make(row)) }
        return values
    }

    /// The first column of the first row.
    func integer(_ sql: String, _ arguments: StatementArguments = []) throws -> Int64? {
        try Int64.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }
}

extension Row {
    func time(_ index: Int) -> Timestamp? {
        (self[index] as Int64?).map(Timestamp.init(milliseconds:))
    }

    /// A score: from 0 to 100, whatever was written there, so that any number of them can be added up.
    func score(_ index: Int) -> Int? {
        (self[index] as Int64?).map { Int(Swift.min(Swift.max($0, 0), 100)) }
    }

    /// Whether a column that is no more than a mark is set.
    func isSet(_ index: Int) -> Bool { (self[index] as Int64? ?? 0) != 0 }

    /// A raw value; the fallback where this version does not know it.
    func value<T: RawRepresentable>(_ index: Int, or fallback: T) -> T where T.RawValue == String {
        (self[index] as String?).flatMap(T.init(rawValue:)) ?? fallback
    }
}
