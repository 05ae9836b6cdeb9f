import ArgumentParser
import Gateways
import JobQueue
import SessionHealth
import SessionMonitor
import WallTime

/// `incident-acknowledge`: says that somebody takes care of an incident.
struct IncidentAcknowledge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident-acknowledge",
        abstract: "Acknowledge incidents. They stay open until resolved.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("The incidents' numbers.", valueName: "id"), completion: StoredNames.openIncidents)
    var ids: [Int64]
    @Option(help: ArgumentHelp("Why, or what is being done.", valueName: "text"))
    var reason: String?

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            for id in ids {
                try await environment.store.acknowledge(incident: id, by: Person.name, reason: reason)
                let stored = try await environment.store.incident(id)?.incident
                Terminal.print(
                    "Incident \(id) is taken care of by \(LogOutput.escaped(stored?.acknowledgedBy ?? Person.name)).")
            }
        }
    }
}
