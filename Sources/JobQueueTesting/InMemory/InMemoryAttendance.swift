import Basics
import JobQueue

/// A worker's presence at an `InMemoryJobStore`.
struct InMemoryAttendance: WorkerAttendance {
    let store: InMemoryJobStore
    let worker: String

    func report(state: WorkerState, done: Int, failed: Int) {}

    func end() async {
        store.transact { state, _ in state.attending[Name(worker)] = nil }
    }
}
