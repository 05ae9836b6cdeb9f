/// One worker process of a cluster; each holds a part of the sessions in its memory.
package struct ClusterWorker: Hashable, Sendable {
    package var index: Int
    package var count: Int

    /// Whether the session in that slot lives in this worker.
    func holds(slot: Int) -> Bool {
        slot % count == index
    }
}

extension ClusterWorker {
    /// A process that holds no session.
    static let empty = ClusterWorker(index: -1, count: 1)
}
