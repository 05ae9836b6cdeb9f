import Basics
import Foundation
import GRDB

// GRDB hands texts to SQLite and takes them from it as C strings: what follows a NUL is lost, and two names become one. Other
// programs may write such names, so that those which decide anything travel as blobs.

extension Row {
    /// The name in a column that was selected as `CAST(column AS BLOB)`. Bytes that are no UTF-8 become U+FFFD.
    func name(_ column: String) -> Name { Name(self[column] as DatabaseValue) }

    /// The name in a column, by its position.
    func name(_ index: Int) -> Name { Name(self[index] as DatabaseValue) }
}

extension Name {
    /// For `CAST(? AS TEXT)`.
    var blob: Data { Data(text.utf8) }

    init(_ value: DatabaseValue) {
        switch value.storage {
        case .blob(let data): self.init(String(decoding: data, as: UTF8.self))
        case .string(let text): self.init(text)
        default: self.init("")
        }
    }

    /// All names that a statement selects, each as a blob.
    static func fetchSet(_ db: Database, sql: String) throws -> Set<Name> {
        Set(try DatabaseValue.fetchAll(db, sql: sql).map { Name($0) })
    }
}
