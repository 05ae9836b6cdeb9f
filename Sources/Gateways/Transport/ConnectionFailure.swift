/// Why no connection came about, in a few words and without the address, which may hold a key: "connection refused".
package func connectionFailure(_ error: any Error) -> String {
    guard let limits = try? GatewayLimits() else { return "\(type(of: error))" }
    return switch TransportError(error, limits: limits, timeout: limits.total) {
    // What follows the colon is advice about gateways.
    case .unreachable(let reason), .timedOut(let reason): String(reason.prefix { $0 != ":" })
    case .notHTTP: "what answers speaks no HTTP"
    case .tooLarge: "the answer is too large"
    case .cancelled: "cancelled"
    }
}
