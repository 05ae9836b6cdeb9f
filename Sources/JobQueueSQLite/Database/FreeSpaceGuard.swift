import JobQueue
import Synchronization
import WallTime

/// Refuses new work while the disk is nearly full, so that the work that is there can still be finished.
final class FreeSpaceGuard: Sendable {
    /// The disk is looked at no more often than this.
    private static let interval: Duration = .seconds(1)

    private let path: String
    private let watermark: Int64
    private let state = Mutex<(checkedAt: Timestamp, free: Int64)>((.distantPast, .max))

    init(path: String, watermark: Int64) {
        self.path = path
        self.watermark = watermark
    }

    func check(now: Timestamp) throws {
        let free = state.withLock { state in
            if now - state.checkedAt >= Self.interval || now < state.checkedAt {
                state = (now, SQLiteFile.freeSpace(of: SQLiteFile.folder(of: path)) ?? .max)
            }
            return state.free
        }
        guard free >= watermark else {
            throw JobStoreError(
                .full,
                "The disk of \(path) has \(free >> 20) MB left, less than the \(watermark >> 20) MB that are kept for finishing what is queued; nothing was enqueued. Make room."
            )
        }
    }
}
