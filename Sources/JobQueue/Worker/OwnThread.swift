import Foundation

/// A thread of our own: what runs on it may wait for a disk, as nothing on Swift's shared threads may.
package enum OwnThread {
    private static let mark = "denyut-own-thread"

    /// Starts a thread that does that work and ends.
    static func start(name: String, _ work: @escaping @Sendable () -> Void) {
        let thread = Thread {
            Thread.current.threadDictionary[mark] = true
            work()
        }
        thread.name = name
        thread.start()
    }

    /// Whether the calling code runs on such a thread.
    package static var isCurrent: Bool { Thread.current.threadDictionary[mark] != nil }
}
