import GRDB
package import Gateways
import JobQueue
import JobQueueSQLite
package import SessionHealth
import WallTime

extension HealthMonitor {
    /// Takes a webhook of a gateway in: verified, known again when it is repeated, and tolerant of disorder. A change of state
    /// is a hint to look now; what counts is the gateway's answer to the check.
    ///
    /// - Throws: `WebhookRejection` with the status to answer; `MonitorError.notFound` where there is no such gateway;
    ///   `JobStoreError` where it could not be kept: then the gateway shall send it again.
    package func receive(_ request: WebhookRequest, gateway: String) async throws -> WebhookReport {
        let connection = try await fleet.connection(to: gateway)
        let delivery = try connection.webhooks.receive(request, at: clock.now())
        return try await store.take(delivery, from: gateway, settings: settings)
    }
}

extension MonitorStore {
    /// Takes in what a verified webhook brought.
    ///
    /// - Throws: `JobStoreError` where it could not be kept: then the gateway shall send it again.
    package func take(
        _ delivery: WebhookDelivery, from gateway: String, settings: HealthSettings
    ) async throws -> WebhookReport {
        try await queue.write { transaction in
            try WebhookTransaction(transaction: transaction, gateway: gateway, settings: settings).take(delivery)
        }
    }
}
