import Foundation
import Logging
import WallTime

/// Where log lines go and how they look.
///
/// One line per event. What comes from outside is escaped, so that nobody can write a second line or paint the terminal.
struct LogOutput: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let format: Settings.LogFormat
    private let writer: LineWriter

    /// The logger that the settings ask for, and its file; `nil`: standard error.
    static func logger(for settings: Settings) throws -> (logger: Logger, file: LogFile?) {
        let file = try settings.logFile.map { try LogFile(path: $0, rotation: settings.logRotation) }
        let isTerminal = file == nil && isatty(2) == 1
        let format = settings.logFormat ?? (isTerminal ? .pretty : .json)
        let sink: any LineSink = file ?? DescriptorSink(descriptor: 2)
        let writer = LineWriter(sink) { count in
            line(
                format, .warning, "\(count) lines of the log were lost: the log was full, or nobody read it.", [:])
        }
        let logger = Logger(label: "denyut") { _ in
            LogOutput(logLevel: settings.logLevel, format: format, writer: writer)
        }
        return (logger, file)
    }

    init(logLevel: Logger.Level, format: Settings.LogFormat, writer: LineWriter) {
        self.logLevel = logLevel
        self.format = format
        self.writer = writer
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = event.metadata.map { metadata.merging($0) { $1 } } ?? metadata
        writer.write(Self.line(format, event.level, "\(event.message)", all))
    }

    private static func line(
        _ format: Settings.LogFormat, _ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata
    ) -> String {
        let time = SystemClock().now()
        return switch format {
        case .pretty: prettyLine(time, level, message, metadata)
        case .json: jsonLine(time, level, message, metadata)
        }
    }

    static func prettyLine(_ time: Timestamp, _ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata)
        -> String
    {
        var line = "\(TimeText.utc(time)) \(level.rawValue.uppercased().padded(to: 7)) \(escaped(message))"
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            line += " \(key)=\(escaped("\(value)"))"
        }
        return line
    }

    static func jsonLine(_ time: Timestamp, _ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata)
        -> String
    {
        var object: [(String, JSONText)] = [
            ("time", .string(TimeText.utc(time))), ("level", .string(level.rawValue)), ("message", .string(message)),
        ]
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            object.append((key, .string("\(value)")))
        }
        return JSONText.object(object).text
    }

    /// The text with control characters and line ends made visible.
    static func escaped(_ text: String) -> String {
        var result = ""
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .surrogate:
                result += scalar == "\n" ? "\\n" : scalar == "\t" ? "\\t" : "\\u{\(String(scalar.value, radix: 16))}"
            case .format where scalar == "\u{200D}" && isBetweenEmoji(index, of: scalars):
                result.unicodeScalars.append(scalar)
            case .format:
                // Right-to-left marks and their kin turn the rest of the line around.
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default:
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Whether a joiner makes one picture of two, as in a family.
    private static func isBetweenEmoji(_ index: Int, of scalars: [Unicode.Scalar]) -> Bool {
        guard scalars.indices.contains(index - 1), scalars.indices.contains(index + 1) else { return false }
        let before = scalars[index - 1] == "\u{FE0F}" && index > 1 ? scalars[index - 2] : scalars[index - 1]
        return before.properties.isEmoji && scalars[index + 1].properties.isEmoji
    }
}
