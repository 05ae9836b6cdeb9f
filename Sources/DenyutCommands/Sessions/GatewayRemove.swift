import ArgumentParser
import Gateways
import SessionHealth
import SessionMonitor
import WallTime

/// `gateway-remove`: forgets a gateway.
struct GatewayRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway-remove", abstract: "Remove a gateway that has no accounts any more.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("The gateway.", valueName: "name"), completion: StoredNames.gateways)
    var name: String

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            try await environment.store.removeGateway(name, by: Person.name)
            Terminal.print("Gateway \(name) removed.")
        }
    }
}
