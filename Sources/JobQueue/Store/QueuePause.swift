package import Basics

/// What it means that queues are paused: the one rule for workers, claims and reports.
package enum QueuePause {
    /// The name under which all queues are paused.
    package static let all: Name = "*"

    /// Whether a queue is among those that are paused.
    package static func holds(_ queue: String, among paused: Set<Name>) -> Bool {
        !paused.isEmpty && (paused.contains(Name(queue)) || paused.contains(all))
    }
}
