import Foundation
import WallTime

/// Answers questions about due times line by line, from standard input to standard output, in constant memory.
struct NextQueryStream {
    /// Longer lines are refused, each with one answer.
    static let maximumLineLength = 65_536
    private static let chunkSize = 65_536

    /// Runs until the input ends.
    func run() throws {
        var splitter = LineSplitter(limit: Self.maximumLineLength)
        var buffer = [UInt8](repeating: 0, count: Self.chunkSize)
        while true {
            let count = read(0, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw SettingsError("Standard input cannot be read: \(String(cString: strerror(errno)))")
            }
            guard count > 0 else { break }
            print(splitter.add(buffer[..<count]))
        }
        print(splitter.finish())
    }

    /// All answers to what has been read so far at once: somebody may wait for them before asking more.
    private func print(_ lines: [LineSplitter.Line]) {
        let now = SystemClock().now()
        let answers = lines.compactMap { line -> String? in
            switch line {
            case .tooLong: NextQuery.refusal(ofLineLongerThan: Self.maximumLineLength)
            case .line(let bytes): bytes.allSatisfy(Self.isSpace) ? nil : NextQuery.answer(bytes, now: now)
            }
        }
        if !answers.isEmpty { Terminal.print(answers.joined(separator: "\n")) }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}
