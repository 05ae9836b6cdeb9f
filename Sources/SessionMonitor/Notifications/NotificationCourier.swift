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

    package init(_ message: String) {
        self.message = message
    }

    package var description: String { message }
}
