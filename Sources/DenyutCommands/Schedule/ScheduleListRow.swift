import JobQueue
import JobSchedule
import WallTime

/// One entry in `schedule-list`.
struct ScheduleListRow {
    /// How many of its last slots are shown to programs.
    static let fireCount = 5

    let entry: ScheduleEntry
    /// `nil`: no scheduler has seen the entry yet.
    let state: EntryState?
    let isPaused: Bool
    let runsHere: Bool
    /// The live jobs that keep others out, those that run first.
    let holders: [JobRecord]
    /// The last slots fired, newest first.
    let fires: [FiredSlot]
    let now: Timestamp
    /// The zone in which times are shown.
    let zone: ScheduleZone
    let nextDue: Timestamp?

    init(
        entry: ScheduleEntry, state: EntryState?, isPaused: Bool, runsHere: Bool, holders: [JobRecord],
        fires: [FiredSlot], now: Timestamp, zone: ScheduleZone
    ) {
        self.entry = entry
        self.state = state
        self.isPaused = isPaused
        self.runsHere = runsHere
        self.holders = holders
        self.fires = fires
        self.now = now
        self.zone = zone
        nextDue = entry.timetable.next(after: now)
    }

    // MARK: For people

    var cells: [String] {
        let last = state?.lastFired
        return [
            entry.name, nextDue.map(dueText) ?? "never",
            nextDue.map { TimeText.relative($0, now: now) } ?? "",
            last.map { TimeText.relative($0.firedAt, now: now) } ?? "–",
            last.map { TimeText.short($0.lateness) } ?? "",
            state.map { $0.missed == 0 ? "" : "\($0.missed)" } ?? "", stateText,
        ]
    }

    /// When it runs, as it was written and in words, what, and what holds it up.
    var detail: String {
        let zone = entry.timetable.zone
        var parts = [
            entry.writtenFrequency, "\(entry.timetable.describe())\(zone == .utc ? "" : ", \(zone)")", jobText,
        ]
        if !runsHere { parts.append("only in \(entry.environments.joined(separator: ", "))") }
        if let holderText { parts.append(holderText) }
        return parts.joined(separator: " · ")
    }

    /// The due time in the zone that is shown, and in the entry's own where that differs.
    private func dueText(_ due: Timestamp) -> String {
        let own = entry.timetable.zone
        let shown = dateText(due, in: zone)
        guard own.secondsFromUTC(at: due) != zone.secondsFromUTC(at: due) else { return shown }
        let ownText = dateText(due, in: own)
        let isSameDay = ownText.prefix(10) == shown.prefix(10)
        return "\(shown) = \(isSameDay ? String(ownText.dropFirst(11)) : ownText) \(own)"
    }

    private func dateText(_ time: Timestamp, in zone: ScheduleZone) -> String {
        Self.dateText(time, in: zone, withSeconds: entry.timetable.expression.hasSeconds)
    }

    private var stateText: String {
        if isPaused { return "paused" }
        if !runsHere { return "off" }
        return holders.isEmpty ? "on" : "held"
    }

    private var holderText: String? {
        guard let first = holders.first else { return nil }
        let text = first.worker.map { "job \(first.id) runs on \($0)" } ?? "job \(first.id) waits"
        return holders.count == 1 ? text : "\(holders.count) jobs live: \(text)"
    }

    private var jobText: String {
        let job = entry.definition.job
        return job.queue == "default" ? job.kind : "\(job.kind) on \(job.queue)"
    }

    // MARK: For programs

    /// The keys of Laravel's `schedule:list --json` first, then our own.
    var json: JSONText {
        .object(laravelMembers + identityMembers + stateMembers)
    }

    private var laravelMembers: [(String, JSONText)] {
        [
            ("expression", .string(entry.timetable.expression.source)),
            ("command", .string(entry.definition.job.kind)),
            ("description", .string(entry.name)),
            ("next_due_date", .text(nextDue.map { Self.laravelDate($0, in: zone) })),
            ("next_due_date_human", .text(nextDue.map { Self.human($0 - now) })),
            ("timezone", .string(zone.identifier)),
            ("has_mutex", .bool(!holders.isEmpty)),
            ("repeat_seconds", .int(repeatSeconds)),
            ("environments", .array(entry.environments.map(JSONText.string))),
        ]
    }

    private var identityMembers: [(String, JSONText)] {
        let job = entry.definition.job
        return [
            ("name", .string(entry.name)), ("frequency", .string(entry.writtenFrequency)),
            ("words", .string(entry.timetable.describe())),
            ("origin", .string(entry.origin.rawValue)), ("kind", .string(job.kind)), ("queue", .string(job.queue)),
            ("payload", .string(String(decoding: job.payload, as: UTF8.self))),
            ("entry_timezone", .string(entry.timetable.zone.identifier)),
            ("missed_policy", .string(entry.definition.missed.policy.rawValue)),
            ("missed_window", .int(entry.definition.missed.window.map { Int($0.wholeMilliseconds) })),
            ("without_overlapping", .bool(entry.definition.withoutOverlapping)),
        ]
    }

    private var stateMembers: [(String, JSONText)] {
        [
            ("next_due_at", .int(nextDue.map { Int($0.milliseconds) })),
            ("next_due_date_entry", .text(nextDue.map { ISO8601.format($0, in: entry.timetable.zone) })),
            ("runs_here", .bool(runsHere)), ("paused", .bool(isPaused)),
            ("paused_at", .int(state?.pausedSince.map { Int($0.milliseconds) })),
            ("missed", .int(state?.missed ?? 0)), ("last_fired", state?.lastFired?.json ?? .null),
            ("last_fires", .array(fires.map(\.json))), ("held_count", .int(holders.count)),
            (
                "held_by",
                holders.first.map {
                    .object([
                        ("job", .int($0.id.rawValue)), ("worker", .text($0.worker)),
                        ("enqueued_at", .int($0.createdAt.milliseconds)),
                    ])
                } ?? .null
            ),
        ]
    }

    /// Every how many seconds the entry runs, where that is less than a minute and one number says it.
    private var repeatSeconds: Int? {
        let expression = entry.timetable.expression
        guard expression.hasSeconds, let field = expression.source.split(separator: " ").first else { return nil }
        if field == "*" { return 1 }
        return field.hasPrefix("*/") ? Int(field.dropFirst(2)) : nil
    }
}
