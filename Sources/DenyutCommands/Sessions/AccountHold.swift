import ArgumentParser
import SessionMonitor

/// `account-hold`: keeps automatic recovery away.
struct AccountHold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account-hold",
        abstract: "Put accounts on hold: they are watched, and not recovered automatically.")

    @OptionGroup var decision: DecisionOptions

    func validate() throws {
        guard let reason = decision.reason, reason.contains(where: { !$0.isWhitespace }) else {
            throw ValidationError("Say why with --reason: the next person will ask.")
        }
    }

    func run() async throws {
        try await decision.carry(.hold, "is on hold: watched, and not recovered automatically")
    }
}
