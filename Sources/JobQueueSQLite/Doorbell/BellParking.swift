import JobQueue

/// Lets the thread of a worker wait at its bell: a ring reaches it with one change of threads, that from the other process.
struct BellParking: ThreadParking {
    let bell: Bell
    let onRing: @Sendable () -> Void

    func park() {
        if bell.wait(atMost: .seconds(3600)) { onRing() }
    }

    func unpark() {
        bell.wake()
    }
}
