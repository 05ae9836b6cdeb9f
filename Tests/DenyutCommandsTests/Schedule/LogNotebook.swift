import Logging
import Synchronization

/// Takes down what is logged.
final class LogNotebook: Sendable {
    private let all = Mutex<[String]>([])

    /// Level, message and metadata of each line.
    var lines: [String] { all.withLock { $0 } }

    var logger: Logger { Logger(label: "test") { _ in Writer(notebook: self) } }

    private struct Writer: LogHandler {
        let notebook: LogNotebook
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let metadata = event.metadata.map { "\($0)" } ?? ""
            notebook.all.withLock { $0.append("\(event.level) \(event.message) \(metadata)") }
        }
    }
}
