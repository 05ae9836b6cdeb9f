import Logging
import SessionMonitor

/// Writes logins into the audit, without keeping anybody out whose database cannot be written: the page is needed most when the
/// disk is full or another program holds the lock.
///
/// A login is answered once it is written, or after a second. Where it cannot be written in the end, the log has it.
struct LoginAudit: Sendable {
    private static let patience = Duration.seconds(1)

    private let records: PageRecords
    private let logger: Logger

    init(records: PageRecords, logger: Logger) {
        self.records = records
        self.logger = logger
    }

    func note(user: String, address: String) async {
        let (ends, end) = AsyncStream<Void>.makeStream()
        // Not a child: it goes on when the answer has been given.
        Task {
            do {
                try await records.audit(by: user, action: "login", subject: address, account: nil, reason: nil)
            } catch {
                logger.error(
                    "A login could not be written to the audit; this line stands for it.",
                    metadata: ["user": "\(user)", "address": "\(address)", "error": "\(error)"])
            }
            end.finish()
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in ends {} }
            group.addTask { try? await Task.sleep(for: Self.patience) }
            await group.next()
            group.cancelAll()
        }
    }
}
