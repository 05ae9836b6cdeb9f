import SessionMonitor
import Synchronization

/// Takes messages down, or refuses them.
final class FakeCourier: NotificationCourier {
    private let state = Mutex<(messages: [NotificationMessage], isDown: Bool)>(([], false))

    var messages: [NotificationMessage] { state.withLock { $0.messages } }

    func setDown(_ isDown: Bool) {
        state.withLock { $0.isDown = isDown }
    }

    func deliver(_ message: NotificationMessage, to channel: NotificationChannel) async throws {
        try state.withLock { state in
            if state.isDown { throw NotificationError("the channel is down") }
            state.messages.append(message)
        }
    }
}
