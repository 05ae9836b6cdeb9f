import ArgumentParser
import Gateways
import JobQueue
import SessionHealth
import SessionMonitor
import WallTime

/// `incident-show`: all that is known of one incident.
struct IncidentShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident-show",
        abstract: "Show an incident: cause, evidence, what was done about it, and what held it back.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("The incident's number.", valueName: "id"), completion: StoredNames.incidents)
    var id: Int64
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            guard let stored = try await environment.store.incident(id) else {
                throw MonitorError(.notFound, "There is no incident \(id). List them with: denyut incidents")
            }
            if json { return Terminal.print(stored.details.text) }
            for line in stored.incident.lines(now: environment.base.clock.now()) { Terminal.print(line) }
        }
    }
}

extension StoredIncident {
    /// What `incidents --json` prints, and the rest.
    fileprivate var details: JSONText {
        guard case .object(let members) = json else { return json }
        func time(_ time: Timestamp?) -> JSONText { .int(time.map { Int($0.milliseconds) }) }
        return .object(
            members + [
                ("account", .int(account.map { Int($0) })), ("first_cause", .string(incident.firstCause.rawValue)),
                ("began_source", .string(incident.beganSource.rawValue)),
                ("confirmed_at", time(incident.confirmedAt)), ("first_action_at", time(incident.firstActionAt)),
                ("evidence", .array(incident.evidence.map { .string($0) })),
                ("was_blocked", .bool(incident.wasBlocked)), ("false_positive", .bool(incident.falsePositive)),
                ("acknowledged_by", .text(incident.acknowledgedBy)), ("acknowledged_at", time(incident.acknowledgedAt)),
            ])
    }
}

extension Incident {
    /// As people read it.
    fileprivate func lines(now: Timestamp) -> [String] {
        let place = session.map { "\(gateway)/\($0)" } ?? "gateway \(gateway)"
        let state = resolvedAt != nil ? "resolved" : needsHuman ? "open, needs a person" : "open"
        func when(_ time: Timestamp) -> String { "\(TimeText.utc(time)) (\(TimeText.relative(time, now: now)))" }
        func line(_ name: String, _ text: String) -> String { "\(name.padded(to: 14)) \(LogOutput.escaped(text))" }
        let began =
            switch beganSource {
            case .event: when(beganAt)
            case .midpoint: when(beganAt) + ", in the middle between two checks"
            case .unknown: "not known"
            }
        var lines = [
            line("Incident", "\(id.map(String.init) ?? "–"): \(cause.rawValue) of \(place)"), line("State", state),
            line("Began", began), line("Detected", when(detectedAt)), line("Confirmed", when(confirmedAt)),
        ]
        if firstCause != cause { lines.insert(line("Began as", firstCause.rawValue), at: 1) }
        if let resolvedAt {
            lines.append(line("Resolved", when(resolvedAt) + ", after \(TimeText.short(resolvedAt - detectedAt))"))
        }
        if falsePositive { lines.append(line("", "A false positive: nothing was done, and it was well all along.")) }
        if let acknowledgedBy, let acknowledgedAt {
            lines.append(line("Acknowledged", "by \(acknowledgedBy), \(when(acknowledgedAt))"))
        }
        for text in blockedBy { lines.append(line("Blocked by", text)) }
        for text in evidence { lines.append(line("Evidence", text)) }
        for action in actions {
            let by = action.by.map { " by \($0)" } ?? ""
            lines.append(
                line("Action", "\(TimeText.utc(action.at))  \(action.action)\(by): \(action.outcome ?? "under way")"))
        }
        if actions.isEmpty { lines.append(line("Action", "none")) }
        return lines
    }
}
