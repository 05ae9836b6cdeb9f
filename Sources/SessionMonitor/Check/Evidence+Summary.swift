import Gateways
import SessionHealth
import WallTime

extension Evidence {
    /// The evidence as it is kept with the health row: what can be told without copying messages.
    var summary: String {
        var members: [JSON.Member] = [.init("database", .string(databaseStatus.rawValue))]
        func add(_ name: String, _ time: Timestamp?) {
            if let time { members.append(.init(name, .integer(time.milliseconds))) }
        }
        func add(_ name: String, count: Int) {
            if count > 0 { members.append(.init(name, .integer(Int64(count)))) }
        }
        add("last_in", lastIncoming)
        add("last_out", lastOutgoing)
        add("failed", count: failures.count)
        add("sends", count: sends.count)
        add("unacknowledged", count: sends.count { !$0.reachedServer })
        add("session_started", sessionStartedAt)
        if case .answered(let answer) = observation {
            add("since", answer.since)
            if let ending = answer.ending { members.append(.init("ending", .string(ending.rawValue))) }
            if let shows = answer.showsQR { members.append(.init("shows_qr", .bool(shows))) }
        }
        if let error = failures.first?.error, !error.isEmpty {
            members.append(.init("last_error", .string(printable(error, limit: 200))))
        }
        if let probe { members.append(.init("probe", .string(probe.rawValue))) }
        return String(decoding: JSON.object(members).bytes, as: UTF8.self)
    }
}
