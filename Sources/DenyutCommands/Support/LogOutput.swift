import Foundation
import Logging
import Synchronization
import WallTime

/// Where log lines go and how they look.
///
/// One line per event. What comes from outside is escaped, so that nobody can write a second line or paint the terminal.
struct LogOutput: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let format: Settings.LogFormat
    private let file: LogFile

    /// The logger that the settings ask for.
    static func logger(for settings: Settings) throws -> Logger {
        let file = try settings.logFile.map { try LogFile(path: $0) } ?? LogFile.standardError
        let format = settings.logFormat ?? (file.isTerminal ? .pretty : .json)
        return Logger(label: "denyut") { _ in
            LogOutput(logLevel: settings.logLevel, format: format, file: file)
        }
    }

    init(logLevel: Logger.Level, format: Settings.LogFormat, file: LogFile) {
        self.logLevel = logLevel
        self.format = format
        self.file = file
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = event.metadata.map { metadata.merging($0) { $1 } } ?? metadata
        let time = SystemClock().now()
        switch format {
        case .pretty: file.write(Self.prettyLine(time, event.level, "\(event.message)", all))
        case .json: file.write(Self.jsonLine(time, event.level, "\(event.message)", all))
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
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .surrogate:
                result += scalar == "\n" ? "\\n" : scalar == "\t" ? "\\t" : "\\u{\(String(scalar.value, radix: 16))}"
            case .format:
                // Right-to-left marks and their kin turn the rest of the line around.
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default:
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// A file that log lines are appended to, each with one write, so that lines of several processes never mix.
final class LogFile: Sendable {
    static let standardError = LogFile(descriptor: 2)

    private let descriptor: Int32

    init(path: String) throws {
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw SettingsError(
                "The log file \(path) cannot be written: \(String(cString: strerror(errno))). Correct LOG_FILE.")
        }
    }

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    var isTerminal: Bool { isatty(descriptor) == 1 }

    func write(_ line: String) {
        var bytes = Array(line.utf8)
        bytes.append(UInt8(ascii: "\n"))
        // A full disk must not stop the work; the line is lost.
        _ = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
    }
}
