import Foundation
import Synchronization

/// What standard output can show.
enum Terminal {
    /// Colours, as the sixteen of every terminal.
    enum Colour: Int {
        case red = 31
        case green = 32
        case yellow = 33
        case cyan = 36
        case grey = 90
    }

    /// Whether somebody looks at standard output.
    static var isTerminal: Bool { isatty(1) == 1 }

    /// Whether to use colours: on a terminal, unless NO_COLOR is set (https://no-color.org).
    static var hasColours: Bool {
        isTerminal && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
            && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// The columns of the terminal; COLUMNS, else 120, where it is none.
    static var width: Int {
        var size = winsize()
        if ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        return ProcessInfo.processInfo.environment["COLUMNS"].flatMap(Int.init) ?? 120
    }

    /// The rows of the terminal; LINES, else 24, where it is none.
    static var height: Int {
        var size = winsize()
        if ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 { return Int(size.ws_row) }
        return ProcessInfo.processInfo.environment["LINES"].flatMap(Int.init) ?? 24
    }

    /// The text in a colour, where there are colours.
    static func paint(_ text: String, _ colour: Colour) -> String {
        hasColours ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Whether the process ends when nobody reads standard output any more, as `queue-monitor --watch | head` is meant. Not where it
    /// has other work to do.
    static let endsWithReader = Atomic<Bool>(true)

    /// Writes a line to standard output at once.
    static func print(_ line: String) {
        var bytes = Array(line.utf8)
        bytes.append(UInt8(ascii: "\n"))
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                // SIGPIPE is ignored, so that it ends nobody who has jobs in hand; here its exit code is kept.
                if errno == EPIPE, endsWithReader.load(ordering: .relaxed) { exit(128 + SIGPIPE) }
                return
            }
            rest = rest.dropFirst(count)
        }
    }
}
