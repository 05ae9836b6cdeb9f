import ArgumentParser
import SessionMonitor

/// `account-stop`: notes a user's intent.
struct AccountStop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account-stop",
        abstract:
            "Mark accounts as disconnected on purpose: no recovery, alerts or KPIs until account-release."
    )

    @OptionGroup var decision: DecisionOptions

    func run() async throws {
        try await decision.carry(.stop, "is stopped: its user disconnected it on purpose")
    }
}
