/// A setting of a gateway that cannot be used. The message says what to write instead, and holds no secret.
package struct GatewayConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    package var message: String

    package init(_ message: String) {
        self.message = message
    }

    package var description: String { message }
}
