import JobQueueSQLite
import Logging
import SessionHealth

/// Writes a line per check, once it is committed: what was rolled back is not told.
struct CheckLog: Sendable {
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    /// Tells a result when the transaction commits.
    func add(_ result: CheckResult, in transaction: SQLiteTransaction) {
        let level = Self.level(of: result)
        guard level >= logger.logLevel else { return }
        transaction.afterCommit { [logger] in logger.log(level: level, "\(Self.line(result))") }
    }

    private static func level(of result: CheckResult) -> Logger.Level {
        result.isUnhealthy ? .warning : .debug
    }

    static func line(_ result: CheckResult) -> String {
        let who = "WhatsApp Session Health: \(result.path)" + (result.phone.map { " (\($0))" } ?? "")
        let issues = result.issues.map(\.text).joined(separator: "; ")
        switch result.disposition {
        case .checked:
            let score = result.score.map(String.init) ?? "-"
            let blocked = result.blockedBy.isEmpty ? "" : "; not recovered: \(result.blockedBy.joined(separator: ", "))"
            let action = result.action.map { "; recovery: \($0)" } ?? ""
            return "\(who): score \(score), \(result.level.rawValue)" + (issues.isEmpty ? "" : ": \(issues)") + blocked
                + action
        case .unknown: return "\(who): unknown, nothing is touched: \(issues)"
        case .throttled: return "\(who): checked a moment ago"
        case .skipped(let reason): return "\(who): skipped, the account is \(reason.rawValue)"
        }
    }
}
