import ArgumentParser
import SessionMonitor

/// `account-enable`: watches again.
struct AccountEnable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account-enable",
        abstract: "Watch disabled accounts again; they are checked at once.")

    @OptionGroup var decision: DecisionOptions

    func run() async throws {
        try await decision.carry(.enable, "is watched again, and checked at once")
    }
}
