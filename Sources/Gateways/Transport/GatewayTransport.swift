/// Carries one request to one gateway and brings the answer. `HTTPTransport` for real; tests bring their own.
package protocol GatewayTransport: Sendable {
    /// Sends the request, with its credentials in it, and waits for the complete answer.
    ///
    /// Follows no redirects. Ends within `timeout`, and soon after the task is cancelled.
    func send(_ request: GatewayRequest, timeout: Duration) async throws(TransportError) -> GatewayResponse
}
