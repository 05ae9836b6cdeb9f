/// Brings a message to a channel.
package protocol NotificationCourier: Sendable {
    /// Delivers a message; returns when the channel has taken it.
    ///
    /// - Throws: `NotificationError` where it has not.
    func deliver(_ message: NotificationMessage, to channel: NotificationChannel) async throws
}

/// Why a message was not taken. Without secrets.
package struct NotificationError: Error, Sendable, Hashable, CustomStringConvertible {
    package var message: String
    /// How long the channel asks to be left alone; nil where it does not say.
    package var retryAfter: Duration?

    package init(_ message: String, retryAfter: Duration? = nil) {
        self.message = message
        self.retryAfter = retryAfter
    }

    package var description: String { message }
}
