import ArgumentParser
import SessionHealth
import SessionMonitor
import WallTime

/// `monitor-sessions`: checks sessions at once.
struct MonitorSessions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor-sessions", abstract: "Check sessions at once, printing each as it is checked.",
        discussion: """
            The same check as the job's, with the same rows written. Sessions that were checked a moment ago are skipped unless \
            --force is given, which never skips a gate of recovery. Exit code 0 all could be checked, 1 some could not.
            """)

    @OptionGroup var global: GlobalOptions
    @Flag(help: "Check also those whose last check is young.")
    var force = false
    @Option(
        help: ArgumentHelp("Only these: number, session, gateway/session, phone number or label.", valueName: "account")
    )
    var session: [String] = []
    @Flag(help: "Print one JSON object per check.")
    var json = false

    func run() async throws {
        try await SessionEnvironment.run(global) { environment in
            let accounts = try await accounts(environment)
            if accounts.isEmpty, !json {
                return Terminal.print("No accounts. Add some with account-add, account-import or gateway-import.")
            }
            var hasUnknown = false
            for try await result in environment.monitor.checkNow(accounts, isForced: force) {
                if result.disposition == .unknown { hasUnknown = true }
                Terminal.print(json ? result.json.text : result.line)
            }
            if hasUnknown { throw ExitCode.failure }
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
