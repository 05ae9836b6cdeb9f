import GRDB

/// All that a database holds, as text that can be compared.
struct Ledger: Equatable {
    /// A line for each row: the table, then the columns.
    let lines: [String]

    /// What is drawn by lot, or is JSON whose keys come in any order: all that is compared is whether there is one.
    private static let opaque: Set<String> = ["lease_token", "chain", "on_success", "on_failure", "on_finish"]

    init(_ db: Database) throws {
        let tables = try String.fetchAll(
            db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
        lines = try tables.flatMap { table in
            try Row.fetchAll(db, sql: "SELECT * FROM \"\(table)\" ORDER BY 1, 2").map { row in
                table
                    + row.map { column, value in
                        Self.opaque.contains(column) ? " \(column)=\(!value.isNull)" : " \(column)=\(value)"
                    }.joined()
            }
        }
    }

    /// What is in one of them only, shortened.
    func difference(from other: Ledger?) -> [String] {
        lines.difference(from: other?.lines ?? []).map { change in
            switch change {
            case .insert(_, let line, _): "+ \(line.prefix(400))"
            case .remove(_, let line, _): "- \(line.prefix(400))"
            }
        }
    }
}
