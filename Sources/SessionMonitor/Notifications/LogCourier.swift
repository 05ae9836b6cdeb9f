package import Logging
import SessionHealth

/// Tells everything in the log, whatever the channel: where no network is to be used.
package struct LogCourier: NotificationCourier {
    private let logger: Logger

    package init(logger: Logger) {
        self.logger = logger
    }

    package func deliver(_ message: NotificationMessage, to channel: NotificationChannel) async throws {
        logger.notice("WhatsApp Session Health: to the \(message.audience.rawValue): \(message.text)")
    }
}
