import ArgumentParser
import SessionMonitor

/// `account-release`: ends a hold or a stop.
struct AccountRelease: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account-release",
        abstract: "End the hold or the stop of accounts; they are checked at once.")

    @OptionGroup var decision: DecisionOptions

    func run() async throws {
        try await decision.carry(.release, "is released, and checked at once")
    }
}
