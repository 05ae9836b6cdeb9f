import Gateways
import JobQueue
import JobQueueSQLite
import SessionHealth
import WallTime

extension HealthMonitor {
    /// The handler of `RefreshQRCode`.
    func refreshCode(_ job: RefreshQRCode, _ context: JobContext) async throws -> Outcome {
        let now = context.clock.now()
        guard let scan = try await store.scan(job.account) else { return .done }
        guard scan.waits(at: now), scan.rung?.needsScan == true || scan.gatewayStatus != .connected else {
            return end(job.account, isConnected: false, context)
        }
        let isWatched = scan.watchedUntil.map { now < $0 } ?? false
        let next = now + (isWatched ? settings.qrWatched : settings.qrUnwatched)
        guard let gateway = try? await fleet.connection(to: scan.account.gateway).gateway else {
            return .snooze(until: next)
        }
        // Where asking makes a new code, the one on somebody's screen would stop to work.
        let isDue = scan.code?.expiresAt.map { $0 <= now } ?? (scan.code == nil)
        if gateway.capabilities.qrOnDemand, !isDue || !isWatched { return .snooze(until: next) }
        switch await Self.code(of: scan.account.session, gateway) {
        case .code(let code):
            context.onSettle { (transaction: SQLiteTransaction) in
                try AccountTable(db: transaction.database).store(
                    code, of: job.account, isShown: true, at: transaction.now, settings: settings)
            }
            return .snooze(until: next)
        case .notNeeded: return end(job.account, isConnected: true, context)
        case .notReady, nil: return .snooze(until: min(next, now + settings.qrWatched))
        case .notFound: return .snooze(until: next)
        }
    }

    /// Nothing is to be scanned any more; where it was scanned, the account is checked at once.
    private func end(_ account: Int64, isConnected: Bool, _ context: JobContext) -> Outcome {
        context.onSettle { (transaction: SQLiteTransaction) in
            let table = AccountTable(db: transaction.database)
            try table.forgetCode(of: account)
            guard isConnected, let reference = try table.scan(account)?.account else { return }
            _ = try transaction.enqueue([try MonitorSessionHealth.immediate(reference)])
        }
        return .done
    }

    static func code(of session: String, _ gateway: any Gateway) async -> QRCodeAnswer? {
        do throws(GatewayError) { return try await gateway.qrCode(session) } catch { return nil }
    }
}
