import JobQueue
import JobQueueSQLite
import SessionHealth
import WallTime

extension HealthMonitor {
    /// Checks accounts at once and yields each result when it is committed; the same way as the jobs go.
    ///
    /// - Parameters:
    ///   - isForced: also those whose last check is young. Skips the throttle only, never a gate.
    ///   - isExtra: to confirm an earlier check: never too soon.
    ///   - isDryRun: a recovery that a check calls for is only told, and not begun.
    package func checkNow(
        _ accounts: [AccountReference], isForced: Bool, isExtra: Bool = false, isDryRun: Bool = false
    ) -> AsyncThrowingStream<CheckResult, any Error> {
        let (stream, continuation) = AsyncThrowingStream<CheckResult, any Error>.makeStream()
        let task = Task {
            do {
                let due = clock.now()
                for batch in accounts.batches(of: 100).map(Array.init) {
                    try Task.checkCancellation()
                    var checks = await observe(batch, due: due, isForced: isForced, isExtra: isExtra)
                    for index in checks.indices { checks[index].isDryRun = isDryRun }
                    let results = try await write(checks)
                    for result in results { continuation.yield(result) }
                }
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
        continuation.onTermination = { _ in task.cancel() }
        return stream
    }

    private func observe(
        _ accounts: [AccountReference], due: Timestamp, isForced: Bool, isExtra: Bool
    ) async -> [SessionCheck] {
        await withTaskGroup(of: (Int, SessionCheck).self) { group in
            for (index, account) in accounts.enumerated() {
                group.addTask {
                    let check = await observe(account, due: due, isForced: isForced, isExtra: isExtra, probing: false)
                    return (index, check)
                }
            }
            var checks: [(Int, SessionCheck)] = []
            for await check in group { checks.append(check) }
            return checks.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func write(_ checks: [SessionCheck]) async throws -> [CheckResult] {
        let randoms = checks.map { _ in random() }
        return try await store.queue.write(.fast) { transaction in
            let writer = CaseWriter(transaction: transaction, settings: settings, notifications: notifications)
            return try zip(checks, randoms).map { check, random in
                let result = try CheckTransaction(writer: writer, random: random).run(check)
                log.add(result, in: transaction)
                return result
            }
        }
    }
}

extension Array {
    /// The elements in runs of at most so many.
    func batches(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
