import ArgumentParser
import SessionMonitor

/// `account-stop`: notes a user's intent.
struct AccountStop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account-stop",
        abstract:
            "Say that the user disconnected accounts on purpose: nothing is recovered, told or counted until account-release."
    )

    @OptionGroup var decision: DecisionOptions

    func run() async throws {
        try await decision.carry(.stop, "is stopped: its user disconnected it on purpose")
    }
}
