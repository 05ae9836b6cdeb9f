import ArgumentParser
import SessionHealth
import SessionMonitor
import WallTime

/// `incidents`: what went wrong, and what was done.
struct Incidents: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incidents", abstract: "List incidents of sessions and gateways, newest first.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Flag(help: "Only those that are not resolved.")
    var open = false
    @Option(help: ArgumentHelp("Only those of this account.", valueName: "account"), completion: StoredNames.accounts)
    var account: String?
    @Option(help: ArgumentHelp("Maximum number of results.", valueName: "n"))
    var limit = 200
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (1...100_000).contains(limit) else {
            throw ValidationError("--limit must be from 1 to 100000, not \(limit)")
        }
    }

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            var filter = IncidentFilter()
            filter.isOpen = open
            filter.limit = limit
            if let account { filter.account = try await environment.store.account(named: account).id }
            let incidents = try await environment.store.incidents(filter)
            if json { return Terminal.print(JSONText.array(incidents.map(\.json)).text) }
            if incidents.isEmpty { return Terminal.print(open ? "No open incidents." : "No incidents.") }
            var table = TextTable([
                .number("Id"), .text("Where"), .whole("Cause"), .whole("Detected", rank: 1), .number("Lasted"),
                .whole("State"),
            ])
            let now = environment.base.clock.now()
            for stored in incidents {
                let incident = stored.incident
                let state = incident.resolvedAt != nil ? "resolved" : incident.needsHuman ? "needs a person" : "open"
                table.add(
                    [
                        "\(stored.id)", incident.session.map { "\(incident.gateway)/\($0)" } ?? incident.gateway,
                        incident.causes, TimeText.relative(incident.detectedAt, now: now),
                        TimeText.short((incident.resolvedAt ?? now) - incident.beganAt), state,
                    ],
                    detail: incident.blockedBy.isEmpty
                        ? nil : "blocked by: \(incident.blockedBy.joined(separator: ", "))")
            }
            for line in table.lines(width: Terminal.width) { Terminal.print(line) }
        }
    }
}

extension Incident {
    /// The newest cause, and the first where that is another.
    fileprivate var causes: String {
        firstCause == cause ? cause.rawValue : "\(cause.rawValue), at first \(firstCause.rawValue)"
    }
}

extension StoredIncident {
    /// As the commands print it.
    var json: JSONText {
        .object([
            ("id", .int(id)), ("scope", .string(incident.session == nil ? "gateway" : "session")),
            ("gateway", .string(incident.gateway)), ("session", .text(incident.session)),
            ("cause", .string(incident.cause.rawValue)), ("began_at", .int(incident.beganAt.milliseconds)),
            ("detected_at", .int(incident.detectedAt.milliseconds)),
            ("resolved_at", .int(incident.resolvedAt.map { Int($0.milliseconds) })),
            ("needs_human", .bool(incident.needsHuman)),
            ("blocked_by", .array(incident.blockedBy.map { .string($0) })),
            (
                "actions",
                .array(
                    incident.actions.map {
                        .object([("at", .int($0.at.milliseconds)), ("action", .string("\($0.action)"))])
                    })
            ),
        ])
    }
}
