import Basics
import JobQueue

/// A worker's presence at an `InMemoryJobStore`.
struct InMemoryAttendance: WorkerAttendance {
    let store: InMemoryJobStore
    let worker: String

    func report(state: WorkerState, done: Int, failed: Int) {
        store.transact { store, _ in
            store.attending[Name(worker)]?.state = state
            store.attending[Name(worker)]?.done = done
            store.attending[Name(worker)]?.failed = failed
        }
    }

    func end() async {
        store.transact { state, _ in state.attending[Name(worker)] = nil }
    }
}
