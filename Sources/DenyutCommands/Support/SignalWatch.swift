import Dispatch
import Foundation

/// Turns signals into calls, on a queue of its own.
///
/// The default action of each signal is switched off for as long as the program runs.
final class SignalWatch: Sendable {
    private let queue = DispatchQueue(label: "denyut-signals")
    /// Touched on the queue only.
    private final class Sources: @unchecked Sendable {
        var all: [any DispatchSourceSignal] = []
    }

    private let sources = Sources()

    /// Calls the closure each time one of the signals comes.
    func on(_ signals: [Int32], _ action: @escaping @Sendable () -> Void) {
        for number in signals {
            signal(number, SIG_IGN)
            queue.sync {
                let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
                // Whoever made it need not keep it: signals are heard as long as the process runs.
                source.setEventHandler { withExtendedLifetime(self) { action() } }
                source.resume()
                sources.all.append(source)
            }
        }
    }
}
