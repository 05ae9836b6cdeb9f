package import Gateways
package import SessionHealth

extension PageRecords {
    /// Takes in what a verified webhook brought; says whether it was new.
    package func take(
        _ delivery: WebhookDelivery, from gateway: String, settings: HealthSettings
    ) async throws -> Bool {
        try await !store.take(delivery, from: gateway, settings: settings).isDuplicate
    }
}
