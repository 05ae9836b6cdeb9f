/// An answer that was understood as far as HTTP and JSON go.
package struct GatewayAnswer: Sendable {
    package var status: Int
    /// The JSON value; `null` where the request expects bytes.
    package var json: JSON
    package var response: GatewayResponse
    /// From sending to the complete answer, without the time it waited for its turn.
    package var latency: Duration

    /// Whether the status is one of success.
    package var isSuccess: Bool { (200..<300).contains(status) }
}
