package import WallTime

/// The messages that a session's role stands for, as the application would have recorded them.
///
/// Their times are counted back from now in whole steps, and their ids hold the step: whoever asks again and again
/// records the same messages, and new ones as time goes on.
package enum MessageHistory {
    /// - Parameter start: when the simulation began; quiet sessions were last heard of 45 minutes before it.
    package static func records(of session: SimulatedSession, start: Timestamp, now: Timestamp) -> [MessageRecord] {
        guard let role = session.role, role.hasLogin || role == .unlinked else { return [] }
        var records = role.isQuiet ? [received(session, at: start - .minutes(45))] : traffic(session, now)
        if role.hasManyFailures { records += failures(session, role, now) }
        if role.hasCrashErrors { records += crashes(session, role, now) }
        return records
    }

    private static func traffic(_ session: SimulatedSession, _ now: Timestamp) -> [MessageRecord] {
        steps(before: now, every: 5, count: 6).map { at in
            guard at.milliseconds / 300_000 % 2 == 0 else { return received(session, at: at) }
            // A zombie's messages are taken and stay without an acknowledgement.
            let isZombie = session.role == .zombie
            return record(session, "out", at) {
                $0.isOutgoing = true
                $0.status = isZombie ? "pending" : "read"
                $0.acknowledgement = isZombie ? 0 : 3
            }
        }
    }

    private static func failures(
        _ session: SimulatedSession, _ role: SessionRole, _ now: Timestamp
    ) -> [MessageRecord] {
        let times =
            role.isQuiet
            ? steps(before: now - .minutes(32), every: 3, count: 8) : steps(before: now, every: 8, count: 7)
        let error = "Media upload failed: 413 from mmg.whatsapp.net"
        return times.map { failed(session, "failed", begun: $0, at: $0, error) }
    }

    private static func crashes(
        _ session: SimulatedSession, _ role: SessionRole, _ now: Timestamp
    ) -> [MessageRecord] {
        let error = SessionFaultKind.crash.text
        guard role.isQuiet else {
            return steps(before: now, every: 4, count: 3).map { failed(session, "crash", begun: $0, at: $0, error) }
        }
        // Begun 40 minutes ago, given up 10 minutes ago: the newest message is old, and its error is not.
        return steps(before: now - .minutes(40), every: 5, count: 1).flatMap { begun in
            let pending = record(session, "crash", begun) {
                $0.isOutgoing = true
                $0.status = "pending"
                $0.acknowledgement = 0
            }
            var given = failed(session, "crash", begun: begun, at: begun + .minutes(30), error)
            given.message = pending.message
            return [pending, given]
        }
    }

    // MARK: One record

    private static func received(_ session: SimulatedSession, at: Timestamp) -> MessageRecord {
        record(session, "in", at) { _ in }
    }

    private static func failed(
        _ session: SimulatedSession, _ what: String, begun: Timestamp, at: Timestamp, _ error: String
    ) -> MessageRecord {
        record(session, what, begun) {
            $0.isOutgoing = true
            $0.status = "failed"
            $0.acknowledgement = -1
            $0.error = error
            $0.at = at
        }
    }

    private static func record(
        _ session: SimulatedSession, _ what: String, _ at: Timestamp, _ change: (inout MessageRecord) -> Void
    ) -> MessageRecord {
        var record = MessageRecord(
            session: session.id, message: "sim-\(session.id)-\(what)-\(at.seconds)", isOutgoing: false,
            status: "delivered", at: at)
        change(&record)
        return record
    }

    /// The last instants that are whole multiples of so many minutes, the newest first.
    private static func steps(before now: Timestamp, every minutes: Int64, count: Int64) -> [Timestamp] {
        let step = minutes * 60_000
        let newest = now.milliseconds / step * step
        return (0..<count).map { Timestamp(milliseconds: newest - $0 * step) }
    }
}
