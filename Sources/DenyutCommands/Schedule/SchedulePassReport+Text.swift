import Basics
import JobSchedule
import WallTime

extension SchedulePassReport {
    /// The report for programs. Times are milliseconds since 1970.
    var json: JSONText {
        .object([
            ("at", .int(at.milliseconds)), ("entries", .int(entries)), ("paused", .int(paused)),
            ("fired", .array(fired.map(\.json))), ("duplicates", .int(duplicates)),
            (
                "missed",
                .object(missed.sorted { $0.key < $1.key }.map { ($0.key.text, .int($0.value)) })
            ),
            (
                "failures",
                .array(failures.map { .object([("entry", .text($0.entry)), ("error", .string($0.message))]) })
            ),
            ("next_due_at", .int(nextDue.map { Int($0.milliseconds) })),
            ("stalled_for", .int(stalledFor.map { Int($0.wholeMilliseconds) })),
            ("clock_went_back_by", .int(clockWentBackBy.map { Int($0.wholeMilliseconds) })),
        ])
    }

    /// The report for people: what was done, or that nothing was due.
    var lines: [String] {
        var lines = fired.map { slot in
            let live = slot.alreadyLive > 0 ? ", \(slot.alreadyLive) live already" : ""
            let missed = slot.missed > 0 ? ", \(slot.missed) slots before it missed" : ""
            return "\(LogOutput.escaped(slot.slot.entry)) due \(ISO8601.format(slot.slot.due)): "
                + "\(slot.enqueued) job\(slot.enqueued == 1 ? "" : "s") enqueued\(live)\(missed)"
        }
        if lines.isEmpty, failures.isEmpty { lines.append("Nothing is due.") }
        return lines
    }
}

extension FiredSlot {
    /// The slot for programs. Times are milliseconds since 1970.
    var json: JSONText {
        .object([
            ("entry", .string(slot.entry)), ("due_at", .int(slot.due.milliseconds)),
            ("fired_at", .int(firedAt.milliseconds)), ("lateness", .int(lateness.wholeMilliseconds)),
            ("enqueued", .int(enqueued)), ("already_live", .int(alreadyLive)), ("missed", .int(missed)),
        ])
    }
}
