import ArgumentParser
import SessionHealth
import SessionMonitor
import WallTime

/// `account-add`: watches a session.
struct AccountAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account-add",
        abstract:
            "Add an account: one WhatsApp number, whose session a gateway holds. Repeating it brings the account in line."
    )

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("The session's name in the gateway.", valueName: "session"))
    var session: String
    @Option(help: ArgumentHelp("The gateway.", valueName: "name"), completion: StoredNames.gateways)
    var gateway = "default"
    @Option(help: ArgumentHelp("The phone number, with its country code.", valueName: "number"))
    var phone: String?
    @Option(help: ArgumentHelp("Display name.", valueName: "text"))
    var label: String?
    @Option(help: ArgumentHelp("The workspace it belongs to.", valueName: "text"))
    var workspace: String?
    @Option(
        help: ArgumentHelp("The language of its notifications: en or id.", valueName: "language"),
        completion: .list(["en", "id"]))
    var language: String?
    @Option(
        help: ArgumentHelp(
            "What its status is held to be, until the first check: connected, qr_scanning, …", valueName: "status"))
    var status: String?

    func validate() throws {
        _ = try AccountFile.status(status, of: session)
    }

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            let account = NewAccount(
                gateway: gateway, session: session, phone: phone, label: label, workspace: workspace,
                status: try AccountFile.status(status, of: session), language: language)
            let (stored, change) = try await environment.store.add(account)
            Terminal.print("Account \(stored.id) (\(stored.path)) \(change.rawValue).")
        }
    }
}
