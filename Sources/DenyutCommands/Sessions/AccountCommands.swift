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

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The session's name in the gateway.", valueName: "session"))
    var session: String
    @Option(help: ArgumentHelp("The gateway.", valueName: "name"))
    var gateway = "default"
    @Option(help: ArgumentHelp("The phone number, with its country code.", valueName: "number"))
    var phone: String?
    @Option(help: ArgumentHelp("What people call it.", valueName: "text"))
    var label: String?
    @Option(help: ArgumentHelp("The workspace it belongs to.", valueName: "text"))
    var workspace: String?
    @Option(help: ArgumentHelp("The language of its notifications: en or id.", valueName: "language"))
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

/// `account-import`: adds accounts from a file.
struct AccountImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account-import", abstract: "Add the accounts of a JSON file; repeating it changes nothing.",
        discussion: """
            The file holds an array of {"gateway", "session", "phone", "label", "workspace", "status", "language"}; only \
            "session" must be there. `-` reads standard input.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The file, or -.", valueName: "file"))
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

/// `account-list`: all accounts.
struct AccountList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "account-list", abstract: "List the accounts.")

    @OptionGroup var global: GlobalOptions
    @Option(help: ArgumentHelp("Only those of this gateway.", valueName: "name"))
    var gateway: String?
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            let accounts = try await environment.store.accounts(gateway: gateway)
            if json { return Terminal.print(JSONText.array(accounts.map(\.json)).text) }
            if accounts.isEmpty {
                return Terminal.print("No accounts. Add some with account-add, account-import or gateway-import.")
            }
            var table = TextTable([
                ("Id", .right), ("Gateway", .left), ("Session", .left), ("Phone", .left), ("Mode", .left),
                ("Status", .left),
                ("Score", .right), ("Label", .left),
            ])
            for account in accounts {
                table.add([
                    "\(account.id)", account.gateway, account.session, account.phone ?? "–", account.mode.rawValue,
                    account.goneAt == nil ? account.status.rawValue : "gone", account.score.map(String.init) ?? "–",
                    account.label ?? "",
                ])
            }
            for line in table.lines(width: Terminal.width) { Terminal.print(line) }
        }
    }
}

/// `account-remove`: stops watching a session.
struct AccountRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account-remove",
        abstract: "Remove accounts with their history. Nothing happens to their sessions.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("Number, session, gateway/session, phone number or label.", valueName: "account"))
    var accounts: [String]

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            for name in accounts {
                let account = try await environment.store.account(named: name)
                try await environment.store.remove(account, by: Person.name)
                Terminal.print("Account \(account.id) (\(account.path)) removed.")
            }
        }
    }
}

extension Account {
    /// As the commands print it.
    var json: JSONText {
        .object([
            ("id", .int(id)), ("gateway", .string(gateway)), ("session", .string(session)), ("phone", .text(phone)),
            ("label", .text(label)), ("workspace", .text(workspace)), ("language", .string(language)),
            ("status", .string(status.rawValue)), ("mode", .string(mode.rawValue)), ("score", .int(score)),
            ("level", .string(level.rawValue)), ("stale", .bool(isStale)),
            ("issues", .array(issues.map { .string($0.text) })),
            ("gateway_status", .text(gatewayStatus?.rawValue)), ("phase", .string(phase.rawValue)),
            ("checked_at", .int(checkedAt.map { Int($0.milliseconds) })), ("incident", .int(incident.map { Int($0) })),
            ("gone_at", .int(goneAt.map { Int($0.milliseconds) })),
        ])
    }
}
