import Basics
public import JobQueue

extension InMemoryJobStore {
    /// Stops renewing a worker's leases, as if its process were stopped: they end in time.
    public func suspendRenewal(of worker: String) {
        transact { state, _ in state.attending[Name(worker)]?.renews = false }
    }

    /// Renews a worker's leases again, as if its process went on. Those that have ended meanwhile are lost.
    public func resumeRenewal(of worker: String) {
        transact { state, now in
            state.attending[Name(worker)]?.renews = true
            state.attending[Name(worker)]?.renewedAt = now
        }
    }

    /// Tells a worker that its leases are lost, as its attendance does when it could not renew them for a whole lease.
    public func loseLeases(of worker: String, reason: String) {
        tell(worker, .leasesLost(reason: reason))
    }

    /// Tells a worker something, as its attendance does.
    public func tell(_ worker: String, _ news: WorkerSignal) {
        let signal = transact { state, _ in state.attending[Name(worker)]?.signal }
        signal?(news)
    }
}
