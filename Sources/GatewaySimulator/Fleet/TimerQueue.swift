import WallTime

/// What is to happen when, earliest first; of the same instant, what was planned first (a binary heap).
struct TimerQueue: Sendable {
    private struct Entry {
        var due: Timestamp
        var order: UInt64
        var event: FleetEvent

        func comes(before other: Entry) -> Bool {
            due != other.due ? due < other.due : order < other.order
        }
    }

    private var heap: [Entry] = []
    private var planned: UInt64 = 0

    /// When the next event is due; nil where none is planned.
    var nextDue: Timestamp? { heap.first?.due }

    mutating func plan(_ event: FleetEvent, at due: Timestamp) {
        heap.append(Entry(due: due, order: planned, event: event))
        planned += 1
        var child = heap.count - 1
        while child > 0, heap[child].comes(before: heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the next event out, if it is due.
    mutating func takeDue(_ now: Timestamp) -> (due: Timestamp, event: FleetEvent)? {
        guard let first = heap.first, first.due <= now else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return (first.due, first.event)
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].comes(before: heap[least]) { least = child }
            }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
