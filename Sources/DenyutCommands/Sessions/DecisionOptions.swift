import ArgumentParser
import Gateways
import JobQueue
import SessionHealth
import SessionMonitor
import WallTime

/// What the commands share by which a person decides about accounts.
struct DecisionOptions: ParsableArguments {
    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(
        help: ArgumentHelp("Number, session, gateway/session, phone number or label.", valueName: "account"),
        completion: StoredNames.accounts)
    var accounts: [String]
    @Option(help: ArgumentHelp("Reason, recorded in the audit log.", valueName: "text"))
    var reason: String?

    /// Carries a decision out for each account, and says so.
    ///
    /// All accounts are looked up before the first is changed.
    func carry(_ action: AccountAction, _ outcome: String) async throws {
        try await SessionEnvironment.run(global) { environment in
            var chosen: [Account] = []
            for name in accounts { chosen.append(try await environment.store.account(named: name)) }
            for account in chosen {
                try await environment.store.perform(action, on: account.id, by: Person.name, reason: reason)
                Terminal.print("Account \(account.id) (\(LogOutput.escaped(account.path))) \(outcome).")
            }
        }
    }
}
