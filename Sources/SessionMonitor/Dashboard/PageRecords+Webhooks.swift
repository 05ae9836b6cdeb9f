package import Gateways

extension PageRecords {
    /// Takes in what a verified webhook brought; says whether it was new.
    package func take(_ delivery: WebhookDelivery, from gateway: String) async throws -> Bool {
        try await !store.take(delivery, from: gateway).isDuplicate
    }
}
