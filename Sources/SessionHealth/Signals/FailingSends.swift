package import WallTime

/// Sends that fail one after the other, with none in between or after that was accepted: a session that is dead while its
/// gateway calls it connected.
///
/// GOWA and the other whatsmeow gateways answer such sends with an error at once, so that no acknowledgement is ever waited
/// for (`websocket not connected`); seen with 32 of 32 failed and a score of 70.
package struct FailingSends: Sendable, Hashable {
    /// How many failed in a row, at least 1.
    package var count: Int
    /// When the first of them failed.
    package var since: Timestamp
    /// The newest error, at most 100 characters.
    package var error: String

    /// So many failures that tell of a lost connection are enough; one or two happen while a socket reconnects.
    static let lostConnections = 3

    /// Of errors that say nothing so many are borne: it may be a template or a file that is wrong, and not the session.
    static let patience = 10

    /// Words of whatsmeow's errors for a socket that is down, or a login that is not there (`errors.go`: ErrNotConnected,
    /// ErrIQDisconnected, ErrNotLoggedIn; ErrMessageTimedOut is left out: a phone's network is slow at times).
    static let connectionWords = [
        "websocket not connected", "websocket disconnected", "disconnected before info query",
        "the store doesn't contain a device jid",
    ]

    /// Looks for them; nil where the session gets messages out.
    ///
    /// - Parameters:
    ///   - failures: in any order. Those of recipients and of the time lock are passed over.
    ///   - accepted: when the newest send was accepted.
    ///   - start: what failed before the session was last restarted belongs to the past.
    package static func find(
        in failures: [FailedMessage], accepted: Timestamp?, since start: Timestamp?, now: Timestamp,
        settings: HealthSettings
    ) -> FailingSends? {
        let through = max(accepted ?? .distantPast, start ?? .distantPast)
        let window = min(settings.failedWindow, settings.crashWindow)
        let run = failures.filter {
            $0.at > through && $0.at > now - window && $0.at <= now && $0.blame == .session
        }
        guard let newest = run.max(by: { $0.at < $1.at }), let oldest = run.map(\.at).min() else { return nil }
        let lost = run.count { failure in
            let text = failure.error.lowercased()
            return connectionWords.contains(where: text.contains(substring:))
        }
        guard run.count > max(patience, settings.maxFailedMessages * 2) || lost >= lostConnections else { return nil }
        return FailingSends(count: run.count, since: oldest, error: String(newest.error.prefix(100)))
    }
}
