import Basics
import JobQueue
import JobQueueSQLite
import JobSchedule
import WallTime

/// What `schedule-list` shows: the entries and how each of them stands.
struct ScheduleListing {
    let rows: [ScheduleListRow]
    /// Entries of the database that cannot run, and why.
    let failures: [SchedulePassReport.Failure]
    let pausedSince: Timestamp?
    let lastTick: ScheduleTick?
    let now: Timestamp
    let zone: ScheduleZone

    static func read(_ context: ScheduleContext, zone: ScheduleZone, inDueOrder: Bool) async throws -> ScheduleListing {
        let now = context.environment.clock.now()
        let state = try await context.store.state()
        let (entries, failures) = try await context.entries()
        var rows: [ScheduleListRow] = []
        for entry in entries {
            rows.append(
                ScheduleListRow(
                    entry: entry, state: state.entries[Name(entry.name)], isPaused: state.isPaused(entry.name),
                    runsHere: entry.runs(in: context.environment.settings.environment),
                    holders: try await entry.holders(in: context.jobs, now: now),
                    fires: try await context.store.firedSlots(of: entry.name, limit: ScheduleListRow.fireCount),
                    now: now, zone: zone))
        }
        if inDueOrder {
            // Those that are never due come last; of two that are due together the first one stays first.
            let order = rows.indices.sorted { left, right in
                let (a, b) = (rows[left].nextDue ?? .distantFuture, rows[right].nextDue ?? .distantFuture)
                return a == b ? left < right : a < b
            }
            rows = order.map { rows[$0] }
        }
        return ScheduleListing(
            rows: rows, failures: failures, pausedSince: state.pausedSince, lastTick: state.lastTick, now: now,
            zone: zone)
    }

    var json: String {
        JSONText.array(
            rows.map(\.json)
                + failures.map { .object([("name", .text($0.entry)), ("error", .string($0.message))]) }
        ).text
    }

    func lines(width: Int) -> [String] {
        var lines: [String] = []
        if rows.isEmpty, failures.isEmpty {
            lines.append("The schedule is empty. Add entries with schedule-add, or in denyut.json: \"schedule\".")
        } else {
            var table = TextTable([
                .text("Name"), .whole("Next due"), .whole("", rank: 1), .whole("Last fired", rank: 2),
                .number("Late", rank: 3),
                .number("Missed", rank: 3), .whole("State"),
            ])
            for row in rows { table.add(row.cells, detail: row.detail) }
            lines += table.lines(width: width)
            lines.append("Times are those of \(zone).")
        }
        for failure in failures {
            lines.append(Terminal.paint("Cannot run: \(LogOutput.escaped(failure.message))", .red))
        }
        if let pausedSince {
            lines.append(
                Terminal.paint(
                    "The whole schedule is paused since \(TimeText.relative(pausedSince, now: now)). Resume it with: schedule-resume",
                    .yellow))
        }
        lines.append(tickLine)
        return lines
    }

    private var tickLine: String {
        guard let lastTick else {
            return Terminal.paint("No scheduler has run yet. See schedule-install.", .yellow)
        }
        let text =
            "Last pass \(TimeText.relative(lastTick.at, now: now)) by \(LogOutput.escaped(lastTick.scheduler))."
        guard lastTick.isStale(at: now) else { return text }
        return Terminal.paint("\(text) A scheduler in order makes one each minute; does it still run?", .red)
    }
}
