import ArgumentParser
import SessionHealth
import SessionMonitor
import WallTime

/// `account-list`: all accounts.
struct AccountList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "account-list", abstract: "List the accounts.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Option(help: ArgumentHelp("Only those of this gateway.", valueName: "name"), completion: StoredNames.gateways)
    var gateway: String?
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            let accounts = try await environment.store.accounts(gateway: gateway)
            if json { return Terminal.print(JSONText.array(accounts.map(\.json)).text) }
            if accounts.isEmpty {
                return Terminal.print("No accounts. Add some with account-add, account-import or gateway-import.")
            }
            var table = TextTable([
                .number("Id"), .text("Gateway", rank: 1), .text("Session"), .whole("Phone", rank: 2),
                .whole("Mode", rank: 3),
                .whole("Status"), .number("Score"), .text("Label"),
            ])
            for account in accounts {
                table.add([
                    "\(account.id)", account.gateway, account.session, account.phone ?? "–", account.mode.rawValue,
                    account.goneAt == nil ? account.status.rawValue : "gone", account.score.map(String.init) ?? "–",
                    account.label ?? "",
                ])
            }
            for line in table.lines(width: Terminal.width) { Terminal.print(line) }
        }
    }
}
