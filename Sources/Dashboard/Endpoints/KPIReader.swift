import Gateways
import SessionHealth
import SessionMonitor
import WallTime

/// Reads KPIs and shows them as the contract has them.
struct KPIReader {
    let services: DashboardServices

    /// The contract's `KPIReport`, of all accounts or of one.
    func report(_ window: KPIWindow, account: Int64?, now: Timestamp) async throws -> JSON {
        try await services.records.kpi(window, account: account, settings: services.health, now: now)
            .json(window, at: now)
    }
}
