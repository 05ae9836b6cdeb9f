import GRDB
import JobQueueSQLite
import Logging
import SessionHealth
import Synchronization

/// Writes a line per check, once it is committed: what was rolled back is not told.
final class CheckLog: Sendable {
    private let logger: Logger
    private let waiting = Mutex<[CheckResult]>([])

    init(logger: Logger) {
        self.logger = logger
    }

    /// Notes a result; it is told when the transaction commits.
    func add(_ result: CheckResult, in transaction: SQLiteTransaction) {
        guard Self.level(of: result) >= logger.logLevel else { return }
        let isFirst = waiting.withLock { waiting in
            waiting.append(result)
            return waiting.count == 1
        }
        // One observer for all checks of a transaction: many would slow every statement down.
        guard isFirst else { return }
        transaction.database.afterNextTransaction { [self] _ in
            tell()
        } onRollback: { [self] _ in
            waiting.withLock { $0 = [] }
        }
    }

    private func tell() {
        let results = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for result in results { logger.log(level: Self.level(of: result), "\(Self.line(result))") }
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
