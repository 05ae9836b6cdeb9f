import ArgumentParser
import SessionMonitor

/// `account-disable`: stops watching.
struct AccountDisable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account-disable",
        abstract: "Stop watching accounts. Nothing happens to their sessions, and their history stays.")

    @OptionGroup var decision: DecisionOptions

    func run() async throws {
        try await decision.carry(.disable, "is not watched any more")
    }
}
