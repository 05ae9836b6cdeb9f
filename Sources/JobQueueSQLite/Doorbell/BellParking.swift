import JobQueue
import WallTime

/// Lets the thread of a worker wait at its bell: a ring reaches it with one change of threads, that from the other process.
struct BellParking: ThreadParking {
    /// From one look to the next of a bell that has no way to end a wait at it: no descriptors were left for that.
    private static let pause: Duration = .milliseconds(100)

    let bell: Bell
    let onRing: @Sendable () -> Void
    private let wakeup = Wakeup()

    init(bell: Bell, onRing: @escaping @Sendable () -> Void) {
        self.bell = bell
        self.onRing = onRing
    }

    func park() {
        if bell.canBeWoken {
            if bell.wait(atMost: .seconds(3600)) { onRing() }
        } else if !wakeup.wait(atMost: Self.pause), bell.wait(atMost: .zero) {
            onRing()
        }
    }

    func unpark() {
        if bell.canBeWoken { bell.wake() } else { wakeup.signal() }
    }
}
