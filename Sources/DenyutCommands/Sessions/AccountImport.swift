import ArgumentParser
import SessionHealth
import SessionMonitor
import WallTime

/// `account-import`: adds accounts from a file.
struct AccountImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account-import", abstract: "Add the accounts of a JSON file; repeating it changes nothing.",
        discussion: """
            The file holds an array of {"gateway", "session", "phone", "label", "workspace", "status", "language"}; only \
            "session" must be there. `-` reads standard input.
            """)

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("The file, or -.", valueName: "file"), completion: .file())
    var file: String
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            let report = try await environment.store.importAccounts(AccountFile.read(file))
            if json {
                Terminal.print(
                    JSONText.object([
                        ("added", .int(report.added)), ("updated", .int(report.updated)),
                        ("unchanged", .int(report.unchanged)),
                    ]).text)
            } else {
                Terminal.print(
                    "\(report.total) accounts: \(report.added) added, \(report.updated) updated, \(report.unchanged) unchanged."
                )
            }
        }
    }
}
