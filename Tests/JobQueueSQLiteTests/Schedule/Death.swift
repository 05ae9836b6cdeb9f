import JobQueueTesting
import JobSchedule
import Synchronization

/// Where a process dies in the middle of a pass, if it does.
enum Death: Sendable {
    case none
    case beforeCommit
    case afterCommit

    struct Killed: Error {}

    /// The store as that process sees it: nothing after its death takes effect.
    func store(_ base: any ScheduleStore) -> FaultyScheduleStore {
        let isDead = Mutex(false)
        return FaultyScheduleStore(base) { call, moment in
            isDead.withLock { isDead in
                if case .fire = call {
                    isDead = isDead || (moment == .before ? self == .beforeCommit : self == .afterCommit)
                }
                return isDead ? Killed() : nil
            }
        }
    }
}
