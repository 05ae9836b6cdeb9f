import GRDB
import JobQueue

extension Writer {
    /// What a write works with: the connection and its prepared statements. Used inside the connection's `run` only.
    final class Session {
        let db: Database
        private var statements: [String: HotStatement] = [:]
        /// Jobs whose rows could not be changed.
        var setAside = SetAside()
        /// What is to be done once the open transaction has committed. GRDB's own `afterNextTransaction` hears nothing of
        /// transactions whose statements run past it, as ours do.
        private var afterCommit: [() -> Void] = []

        init(_ db: Database) {
            self.db = db
        }

        /// The prepared statement of that SQL.
        func statement(_ sql: String) throws -> HotStatement {
            if let statement = statements[sql] { return statement }
            let statement = try HotStatement(sql, db)
            statements[sql] = statement
            return statement
        }

        /// Does something once the open transaction has committed; not where it, or the savepoint in it, is rolled back.
        func afterCommit(_ action: @escaping () -> Void) { afterCommit.append(action) }

        // MARK: Transactions

        /// Runs statements in a transaction that has the writer lock from its beginning.
        func inTransaction(_ body: () throws -> Void) throws {
            try statement("BEGIN IMMEDIATE").run()
            afterCommit = []
            do {
                try body()
                try statement("COMMIT").run()
                for action in afterCommit { action() }
                afterCommit = []
            } catch {
                afterCommit = []
                // SQLite has rolled back by itself after some errors: https://www.sqlite.org/lang_transaction.html
                if db.isInsideTransaction { try? statement("ROLLBACK").run() }
                throw error
            }
        }

        /// Runs statements that are undone where the closure throws, while the transaction around them goes on.
        func inSavepoint<T>(_ body: () throws -> T) throws -> T {
            try statement("SAVEPOINT denyut").run()
            let kept = afterCommit.count
            do {
                let value = try body()
                try statement("RELEASE denyut").run()
                return value
            } catch {
                afterCommit.removeSubrange(min(kept, afterCommit.count)...)
                // Not where SQLite has rolled back the whole transaction.
                if db.isInsideTransaction {
                    try statement("ROLLBACK TO denyut").run()
                    try statement("RELEASE denyut").run()
                }
                throw error
            }
        }
    }
}
