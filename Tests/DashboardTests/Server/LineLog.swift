import Logging
import Synchronization

/// Keeps what a server logs.
final class LineLog: Sendable {
    private let kept = Mutex<[(level: Logger.Level, text: String)]>([])

    var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    /// What was said at that level or above.
    func lines(from level: Logger.Level) -> [String] {
        kept.withLock { lines in lines.filter { $0.level >= level }.map(\.text) }
    }

    private struct Handler: LogHandler {
        let log: LineLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.debug

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let text = "\(event.message) \(event.metadata ?? [:])"
            log.kept.withLock { $0.append((event.level, text)) }
        }
    }
}
