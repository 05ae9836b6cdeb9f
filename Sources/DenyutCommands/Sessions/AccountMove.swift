import ArgumentParser
import Gateways
import SessionMonitor

/// `account-move`: the account's session is elsewhere from now on.
struct AccountMove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account-move",
        abstract: "Move an account to another gateway, or to another session. Its history moves with it.",
        discussion: """
            Nothing happens to the sessions themselves: log the number in on the new gateway before, and out on the old one, so that \
            the two do not fight over it. The new gateway is asked whether it has the session; --force moves without asking.
            """)

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(
        help: ArgumentHelp("Number, session, gateway/session, phone number or label.", valueName: "account"),
        completion: StoredNames.accounts)
    var account: String
    @Option(
        help: ArgumentHelp("The gateway that it moves to; its own without it.", valueName: "name"),
        completion: StoredNames.gateways)
    var gateway: String?
    @Option(help: ArgumentHelp("The name of its session there; as it is without it.", valueName: "session"))
    var session: String?
    @Flag(help: "Move it without asking the gateway for the session.")
    var force = false

    func validate() throws {
        if gateway == nil, session == nil { throw ValidationError("say where it moves: --gateway, --session or both") }
    }

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            let account = try await environment.store.account(named: account)
            let (gateway, session) = (gateway ?? account.gateway, session ?? account.session)
            if !force { try await check(session, on: gateway, environment) }
            try await environment.store.perform(
                .move(gateway: gateway, session: session), on: account.id, by: Person.name,
                reason: "from \(account.path)")
            Terminal.print("Account \(account.id) moved from \(account.path) to \(gateway)/\(session).")
            if gateway != account.gateway {
                Terminal.print("The session \(account.path) was left as it is: log it out there if it is still linked.")
            }
        }
    }

    private func check(_ session: String, on name: String, _ environment: SessionEnvironment) async throws {
        let gateway = try await environment.fleet.connection(to: name).gateway
        guard case .notFound = try await gateway.session(session) else { return }
        throw MonitorError(
            .notFound,
            "The gateway \(name) has no session \(session). Log it in there first, name another with --session, or move with --force."
        )
    }
}
