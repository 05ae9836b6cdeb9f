import Foundation
import GRDB
import GRDBSQLite

/// A prepared statement used once per job, over SQLite's own interface: a row costs no object.
///
/// Belongs to one connection and is used on its thread only. Always reset before `run` returns, so that it never keeps a
/// read transaction open.
final class HotStatement {
    private let statement: OpaquePointer
    private let connection: OpaquePointer
    private let sql: String

    init(_ sql: String, _ db: Database) throws {
        guard let connection = db.sqliteConnection else {
            throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "the connection is closed")
        }
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)), sql: sql)
        }
        self.statement = statement
        self.connection = connection
        self.sql = sql
    }

    deinit {
        sqlite3_finalize(statement)
    }

    // MARK: Arguments, from 1

    func bind(_ value: Int64, at index: Int32) {
        sqlite3_bind_int64(statement, index, value)
    }

    func bind(_ value: Int64?, at index: Int32) {
        if let value { bind(value, at: index) } else { sqlite3_bind_null(statement, index) }
    }

    func bind(_ value: String, at index: Int32) {
        var value = value
        value.withUTF8 { bytes in
            bind(UnsafeRawBufferPointer(bytes), at: index)
        }
    }

    func bind(_ value: String?, at index: Int32) {
        if let value { bind(value, at: index) } else { sqlite3_bind_null(statement, index) }
    }

    /// Binds a text by its bytes, whatever they are.
    func bind(_ value: [UInt8], at index: Int32) {
        value.withUnsafeBytes { bind($0, at: index) }
    }

    func bind(_ value: Data, at index: Int32) {
        value.withUnsafeBytes { bind($0, at: index) }
    }

    private func bind(_ bytes: UnsafeRawBufferPointer, at index: Int32) {
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        sqlite3_bind_text(statement, index, base ?? emptyText, Int32(bytes.count), transient)
    }

    // MARK: Execution

    /// Runs the statement to its end; `row` is called for each row and says whether it wants another.
    func run(_ row: (HotStatement) throws -> Bool = { _ in true }) throws {
        defer { sqlite3_reset(statement) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW:
                if try !row(self) { return }
            case SQLITE_DONE:
                return
            case let code:
                throw DatabaseError(
                    resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)),
                    sql: sql)
            }
        }
    }

    /// Runs a statement that changes rows, and says how many it changed.
    func changes() throws -> Int {
        try run()
        return Int(sqlite3_changes(connection))
    }

    // MARK: Columns of the current row, from 0

    func integer(_ column: Int32) -> Int64 {
        sqlite3_column_int64(statement, column)
    }

    /// A number that is counted up: what plain SQL wrote into the column must not overflow.
    func count(_ column: Int32) -> Int {
        Int(min(max(integer(column), 0), 1_000_000_000))
    }

    func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(statement, column) == SQLITE_NULL
    }

    func optionalInteger(_ column: Int32) -> Int64? {
        isNull(column) ? nil : integer(column)
    }

    func text(_ column: Int32) -> String {
        guard let text = sqlite3_column_text(statement, column) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
    }

    /// The bytes of a text, as they are.
    func bytes(_ column: Int32) -> [UInt8] {
        guard let text = sqlite3_column_text(statement, column) else { return [] }
        return Array(UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(statement, column))))
    }

    func optionalText(_ column: Int32) -> String? {
        isNull(column) ? nil : text(column)
    }

    func data(_ column: Int32) -> Data {
        guard let text = sqlite3_column_text(statement, column) else { return Data() }
        return Data(bytes: text, count: Int(sqlite3_column_bytes(statement, column)))
    }
}

/// SQLite takes a null pointer for NULL, so an empty text needs an address.
nonisolated(unsafe) private let emptyText = UnsafePointer(strdup(""))
