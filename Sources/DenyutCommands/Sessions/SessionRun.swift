import Gateways
import JobQueue
import SessionHealth
import SessionMonitor
import WallTime

/// Checks and reconnects that a person asks for, printed as they come.
struct SessionRun {
    let environment: SessionEnvironment
    let isDryRun: Bool
    let isJSON: Bool

    /// Checks accounts.
    func check(_ accounts: [AccountReference], isForced: Bool, isExtra: Bool = false) async throws -> [CheckResult] {
        var results: [CheckResult] = []
        let stream = environment.monitor.checkNow(
            accounts, isForced: isForced, isExtra: isExtra, isDryRun: isDryRun)
        for try await result in stream {
            results.append(result)
            Terminal.print(isJSON ? result.json.text : result.line)
        }
        return results
    }

    /// Looks a second time at those that were only just found bad: a recovery needs two looks.
    ///
    /// - Parameter areNamed: somebody asked for just these. Then also those that are not bad and not connected: one that was never
    ///   linked waits for its first scan, and its code is shown.
    /// - Returns: the accounts that are to be reconnected.
    func confirm(_ results: [CheckResult], areNamed: Bool) async throws -> [CheckResult] {
        let fresh = results.filter { $0.disposition == .checked && $0.phase == .soft }
        let known = results.filter {
            $0.disposition == .checked
                && ([.hard, .held, .recovering].contains($0.phase) || (areNamed && $0.isWaiting))
        }
        if !areNamed { tellOfWaiting(results.filter(\.isWaiting)) }
        guard !fresh.isEmpty else { return known }
        let delay = environment.base.settings.health.confirmDelay(random: 1)
        if !isJSON {
            Terminal.print("\(fresh.count) look bad. A second look follows in \(TimeText.short(delay)).")
        }
        try await environment.base.clock.sleep(for: delay)
        let references = fresh.map { AccountReference(id: $0.account, gateway: $0.gateway, session: $0.session) }
        let confirmed = try await check(references, isForced: true, isExtra: true)
        return known + confirmed.filter { $0.disposition == .checked && $0.phase != .good }
    }

    /// What waits for a person is not reconnected in passing: a code that nobody looks at is of no use.
    private func tellOfWaiting(_ results: [CheckResult]) {
        guard !isJSON, let first = results.first else { return }
        let names = results.prefix(5).map { LogOutput.escaped($0.path) }.joined(separator: ", ")
        let more = results.count > 5 ? " and \(results.count - 5) more" : ""
        Terminal.print(
            "Not connected, and not expected to be: \(names)\(more). Reconnect one, or show its code, by its name: denyut"
                + " monitor-sessions --reconnect --session \(first.account)")
    }

    /// Reconnects sessions, or says what holds it back.
    ///
    /// - Parameter insists: a new login also in place of a code that is shown, or of a login of which the gateway has a record.
    func reconnect(
        _ results: [CheckResult], overrides: Bool, newLogin: Bool = false, insists: Bool = false
    ) async throws {
        if results.isEmpty, !isJSON { return Terminal.print("No session needs a reconnect.") }
        for result in results {
            let wish = RecoverSession(
                account: result.account, by: Person.name, newLogin: newLogin, overrides: overrides, insists: insists)
            guard let report = try await environment.monitor.recoverNow(wish, isDryRun: isDryRun) else { continue }
            if isJSON {
                Terminal.print(report.json(result).text)
            } else {
                Terminal.print("\(LogOutput.escaped(result.path)): \(LogOutput.escaped(report.summary))")
            }
        }
    }
}

extension CheckResult {
    /// Not connected and not bad: never linked, stopped by its user, or just starting.
    fileprivate var isWaiting: Bool { disposition == .checked && phase == .waiting && gatewayStatus != .connected }
}

extension RecoveryReport {
    /// As data, for the session of a check.
    fileprivate func json(_ result: CheckResult) -> JSONText {
        .object([
            ("account", .int(account)), ("gateway", .string(result.gateway)), ("session", .string(result.session)),
            ("recovery", .text(rung?.rawValue)), ("dry_run", .bool(isDryRun)),
            ("blocked_by", .array(plan.blockedBy.map { .string($0) })),
            ("gates", .array(plan.holds.map { .string($0.gate.name) })), ("declined", .text(declined)),
            ("summary", .string(summary)),
        ])
    }
}
