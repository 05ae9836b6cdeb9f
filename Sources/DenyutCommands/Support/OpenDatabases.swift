import JobQueueSQLite
import Synchronization

/// The databases that this process has open. They are closed before it ends, because the last one to close a database writes its log back.
enum OpenDatabases {
    private struct Weak: Sendable {
        weak var store: SQLiteJobStore?
    }

    private static let stores = Mutex<[Weak]>([])

    static func note(_ store: SQLiteJobStore) -> SQLiteJobStore {
        stores.withLock { $0.append(Weak(store: store)) }
        return store
    }

    static func close() {
        let open = stores.withLock { stores in
            defer { stores = [] }
            return stores.compactMap(\.store)
        }
        for store in open { store.close() }
    }
}
