import ArgumentParser
import Basics
import Gateways
import SessionHealth
import SessionMonitor
import WallTime

/// `gateway-import`: makes an account of each session that a gateway lists.
struct GatewayImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway-import",
        abstract: "Make an account of each session that a gateway lists. Accounts that are there stay as they are.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("The gateway.", valueName: "name"), completion: StoredNames.gateways)
    var name = "default"
    @Flag(help: "Only say what would be added.")
    var dryRun = false

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            let list = try await environment.fleet.connection(to: name).gateway.sessions()
            let known = Set(try await environment.store.accounts(gateway: name).map { Name($0.session) })
            let new = list.observations.filter { !known.contains(Name($0.id)) }
            for session in new {
                let words = [session.id, session.status.rawValue, session.phone, session.name]
                Terminal.print(words.compactMap { $0 }.joined(separator: "  "))
            }
            if !dryRun {
                _ = try await environment.store.importAccounts(
                    new.map {
                        NewAccount(
                            gateway: name, session: $0.id, phone: $0.phone, label: $0.name,
                            status: $0.status == .unknown ? nil : $0.status)
                    })
            }
            if let remark = list.remark { Terminal.print("The gateway \(name): \(remark).") }
            let verb = dryRun ? "would be added" : "added"
            Terminal.print(
                "\(new.count) of \(list.observations.count) sessions \(verb); \(known.count) accounts were there already."
            )
        }
    }
}
