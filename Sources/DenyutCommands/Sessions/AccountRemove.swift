import ArgumentParser
import SessionHealth
import SessionMonitor
import WallTime

/// `account-remove`: stops watching a session.
struct AccountRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account-remove",
        abstract: "Remove accounts with their history. Nothing happens to their sessions.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(
        help: ArgumentHelp("Number, session, gateway/session, phone number or label.", valueName: "account"),
        completion: StoredNames.accounts)
    var accounts: [String]

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            for name in accounts {
                let account = try await environment.store.account(named: name)
                try await environment.store.remove(account, by: Person.name)
                Terminal.print("Account \(account.id) (\(account.path)) removed.")
            }
        }
    }
}
