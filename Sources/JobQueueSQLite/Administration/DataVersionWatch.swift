import Foundation
import GRDB
import JobQueue
import Synchronization
import WallTime

/// Watches a database for commits of any process: one thread, one connection, however many are interested.
///
/// The doorbell wakes it at once for what was enqueued; a look at `PRAGMA data_version` each fifth of a second finds all
/// else. The look reads a counter in shared memory and costs some microseconds.
package final class DataVersionWatch: Sendable {
    /// What was seen.
    package enum Sight: Sendable, Equatable {
        case changed
        /// The database cannot be read any more.
        case failed
        /// The file was deleted or replaced; this process must end and start anew. The last thing that is seen.
        case replaced(reason: String)
    }

    private static let step = Duration.milliseconds(200)
    /// After a failure it is tried again in that time.
    private static let pause = Duration.seconds(1)

    private let bell: Bell
    private let isOver = Mutex(false)

    private init(bell: Bell) {
        self.bell = bell
    }

    /// What is seen, until the stream is given up. Several changes at once are one.
    package static func sights(of store: SQLiteJobStore) throws -> AsyncStream<Sight> {
        let connection = try store.connect(writes: false)
        let watch = DataVersionWatch(bell: Bell(folder: store.doorbell.folder))
        return AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            continuation.onTermination = { _ in
                watch.isOver.withLock { $0 = true }
                watch.bell.wake()
            }
            let thread = Thread {
                watch.run(connection, isInPlace: { try store.checkIsInPlace(connection) }) { continuation.yield($0) }
            }
            thread.name = "denyut-watch"
            thread.start()
        }
    }

    private func run(
        _ connection: SQLiteConnection, isInPlace checkIsInPlace: () throws -> Void, _ tell: (Sight) -> Void
    ) {
        var last: Int64?
        while !isOver.withLock({ $0 }) {
            do {
                try checkIsInPlace()
                let version = try connection.run { try Int64.fetchOne($0, sql: "PRAGMA data_version") }
                if version != last { tell(.changed) }
                last = version
                _ = bell.wait(atMost: Self.step)
            } catch let error as JobStoreError where error.code == .replaced {
                return tell(.replaced(reason: error.message))
            } catch {
                tell(.failed)
                last = nil
                _ = bell.wait(atMost: Self.pause)
            }
        }
    }
}
