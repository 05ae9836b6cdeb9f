package import WallTime

/// A session that says "connected" while what it sends never reaches WhatsApp.
///
/// The commonest complaint about every gateway (waha#1721, wppconnect-server#1486, evolution-api#1398): accepted sends stay
/// without a server acknowledgement.
package struct Zombie: Sendable, Hashable {
    /// Sends that are stuck, at least 1.
    package var stuck: Int
    /// When the oldest of them was accepted.
    package var since: Timestamp

    /// Looks for stuck sends; nil where there is no zombie.
    ///
    /// - Parameters:
    ///   - sends: the latest outgoing messages, in any order.
    ///   - reports: whether this gateway's acknowledgements reach us at all. Without that (wwebjs-api has them off by
    ///     default) silence proves nothing, and only sends explicitly reported as pending count.
    ///   - start: sends accepted before the session was last restarted belong to the past.
    ///   - now: the time of the check.
    ///   - age: how long a send may wait for the server.
    ///   - window: sends older than this are forgotten, so that one lost acknowledgement does not accuse for ever.
    package static func find(
        in sends: [SentMessage], acknowledgementsReported reports: Bool, since start: Timestamp?, now: Timestamp,
        after age: Duration, window: Duration
    ) -> Zombie? {
        let current = sends.filter { $0.at > (start ?? .distantPast) && $0.at >= now - window && $0.at <= now }
        // A later message that got through proves that the session sends: the older ones lost their acknowledgement.
        let lastThrough = current.filter(\.reachedServer).map(\.at).max() ?? .distantPast
        let stuck = current.filter { send in
            guard send.at > lastThrough, now - send.at > age else { return false }
            return send.acknowledgement == .pending || (send.acknowledgement == nil && reports)
        }
        guard let oldest = stuck.map(\.at).min() else { return nil }
        return Zombie(stuck: stuck.count, since: oldest)
    }
}
