import ArgumentParser
import Gateways
import JobQueue
import SessionHealth
import SessionMonitor
import WallTime

/// `notify-test`: sends a trial message.
struct NotifyTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notify-test",
        abstract: "Send a trial message through the notification channels, at once and without the queue.",
        discussion: "Exit code 0 every channel took it, 1 one did not. `config-check` shows the channels.")

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(
        help: ArgumentHelp("The channel; all of them without it.", valueName: "channel"),
        completion: StoredNames.channels)
    var channel: String?
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            let results = try await environment.monitor.notifyTest(channel: channel)
            if json {
                let items = results.map { result in
                    JSONText.object([
                        ("channel", .string(result.channel)), ("ok", .bool(result.error == nil)),
                        ("error", .text(result.error)),
                    ])
                }
                Terminal.print(JSONText.array(items).text)
            } else {
                for result in results {
                    let outcome = result.error.map { "failed: \($0)" } ?? "took the message"
                    Terminal.print("\(LogOutput.escaped(result.channel)): \(LogOutput.escaped(outcome))")
                }
            }
            if results.contains(where: { $0.error != nil }) { throw ExitCode.failure }
        }
    }
}
