import ArgumentParser
import Gateways
import JobQueue
import SessionHealth
import SessionMonitor
import WallTime

/// `monitor-sessions`: checks sessions at once, and reconnects those that need it.
struct MonitorSessions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor-sessions", abstract: "Check sessions at once, printing each as it is checked.",
        discussion: """
            The same check as the job's, with the same rows written. Sessions that were checked a moment ago are skipped unless \
            --force is given, which never skips a gate of recovery.

            --reconnect looks a second time at those that are bad, and then reconnects them or says which gate holds. --i-know \
            passes gates that protect no login; the others hold for everybody. --dry-run says what would be done. With --session also a \
            session that is merely not connected is reconnected: one that was never linked shows its code.

            --new-login replaces the login of the sessions that are named: the old one is ended, and a code is shown to be scanned. \
            A person's decision, for a session whose login is really lost; never of one that is connected or connecting. A code that is \
            shown already is shown instead, and a login of which the gateway still has a record is only replaced when the ladder has \
            ended; with --i-know both are.

            Exit code 0 all could be checked, 1 some could not.
            """)

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Flag(help: "Check also those whose last check is young.")
    var force = false
    @Flag(help: "Reconnect those that need it, or say what holds it back.")
    var reconnect = false
    @Flag(help: "Only say what would be done.")
    var dryRun = false
    @Flag(name: .customLong("i-know"), help: "With --reconnect: pass the gates that protect no login.")
    var overrides = false
    @Flag(help: "With --reconnect and --session: end the old login and show a new code.")
    var newLogin = false
    @Option(
        help: ArgumentHelp(
            "Only these: number, session, gateway/session, phone number or label.", valueName: "account"),
        completion: StoredNames.accounts)
    var session: [String] = []
    @Flag(help: "Print one JSON object per check, and one per reconnect.")
    var json = false

    func validate() throws {
        guard !overrides || reconnect else { throw ValidationError("--i-know needs --reconnect.") }
        guard !newLogin || (reconnect && !session.isEmpty) else {
            throw ValidationError("--new-login needs --reconnect, and the sessions by name with --session.")
        }
    }

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            if session.isEmpty { try await environment.monitor.surveyFollowed() }
            let accounts = try await accounts(environment)
            if accounts.isEmpty, !json {
                return Terminal.print("No accounts. Add some with account-add, account-import or gateway-import.")
            }
            let run = SessionRun(environment: environment, isDryRun: dryRun, isJSON: json)
            let results = try await run.check(accounts, isForced: force || reconnect)
            if reconnect {
                let bad = try await run.confirm(results, areNamed: !session.isEmpty)
                try await run.reconnect(
                    bad, overrides: overrides || newLogin, newLogin: newLogin, insists: overrides)
            }
            if results.contains(where: { $0.disposition == .unknown }) { throw ExitCode.failure }
        }
    }

    private func accounts(_ environment: SessionEnvironment) async throws -> [AccountReference] {
        guard !session.isEmpty else { return try await environment.store.activeAccounts() }
        var accounts: [AccountReference] = []
        for name in session {
            let account = try await environment.store.account(named: name)
            accounts.append(AccountReference(id: account.id, gateway: account.gateway, session: account.session))
        }
        return accounts
    }
}

extension CheckResult {
    /// The result on a line for people.
    var line: String {
        let who = label ?? phone.map { "+\($0)" } ?? session
        let issues = issues.map(\.text).joined(separator: "; ")
        let shown = disposition == .unknown ? HealthLevel.unknown : level
        let number = score.map(String.init) ?? "–"
        let what =
            switch disposition {
            case .checked: issues.isEmpty ? status.rawValue : "\(status.rawValue)  \(issues)"
            case .unknown: "could not be checked: \(issues)"
            case .throttled: "was checked a moment ago; --force checks it again"
            case .skipped(let reason): "skipped: \(reason.rawValue)"
            }
        let blocked = blockedBy.isEmpty ? "" : "  not recovered: \(blockedBy.joined(separator: ", "))"
        let action = action.map { "  recovery: \($0)" } ?? ""
        let space = String(repeating: " ", count: max(0, 3 - number.displayWidth))
        return
            "\(shown.dot) \(space)\(number)  \(LogOutput.escaped(who).padded(to: 20))  \(LogOutput.escaped(what + blocked + action))"
    }

    /// The result as data.
    var json: JSONText {
        let outcome =
            switch disposition {
            case .checked: "checked"
            case .unknown: "unknown"
            case .throttled: "throttled"
            case .skipped: "skipped"
            }
        return .object([
            ("account", .int(account)), ("gateway", .string(gateway)), ("session", .string(session)),
            ("phone", .text(phone)),
            ("at", .int(at.milliseconds)), ("outcome", .string(outcome)), ("score", .int(score)),
            ("level", .string(level.rawValue)), ("status", .string(status.rawValue)),
            ("gateway_status", .string(gatewayStatus.rawValue)), ("phase", .string(phase.rawValue)),
            (
                "issues",
                .array(
                    issues.map {
                        .object([
                            ("code", .string($0.code.rawValue)), ("points", .int($0.points)),
                            ("text", .string($0.text)),
                        ])
                    })
            ),
            ("latency_ms", .int(latency.map { Int($0.wholeMilliseconds) })),
            ("blocked_by", .array(blockedBy.map { .string($0) })), ("action", .text(action)),
        ])
    }
}
