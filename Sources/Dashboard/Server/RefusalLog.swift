import Basics
import Logging
import Synchronization
import WallTime

/// Says that requests were refused without letting strangers fill the disk: of each kind one line at once, and then one a minute
/// with the number of those that it stands for.
final class RefusalLog: Sendable {
    private struct Kind {
        var saidAt: Timestamp
        var silent = 0
        var line: Line
    }

    private struct Line {
        var message: String
        var metadata: Logger.Metadata
    }

    private static let window = Duration.seconds(60)
    /// Kinds beyond that are one.
    private static let limit = 200

    private let logger: Logger
    private let kinds = Mutex<[Name: Kind]>([:])

    init(logger: Logger) {
        self.logger = logger
    }

    /// Notes a refusal.
    ///
    /// - Parameter kind: What makes it one of many, such as a gateway and a code; never what a stranger chose alone.
    func note(_ kind: String, _ message: String, metadata: Logger.Metadata, now: Timestamp) {
        let line = Line(message: message, metadata: metadata)
        let silent = kinds.withLock { kinds -> Int? in
            let known = Name(kind)
            let key = kinds[known] != nil || kinds.count < Self.limit ? known : "others"
            guard var found = kinds[key], now - found.saidAt < Self.window else {
                defer { kinds[key] = Kind(saidAt: now, line: line) }
                return kinds[key]?.silent ?? 0
            }
            found.silent += 1
            found.line = line
            kinds[key] = found
            return nil
        }
        if let silent { say(line, silent) }
    }

    /// Says what has been counted in silence and forgets kinds that have ended. To be called now and then.
    func flush(now: Timestamp) {
        let over = kinds.withLock { kinds -> [(Line, Int)] in
            var over: [(Line, Int)] = []
            for (key, kind) in kinds where now - kind.saidAt >= Self.window {
                if kind.silent > 0 {
                    over.append((kind.line, kind.silent - 1))
                    kinds[key] = Kind(saidAt: now, line: kind.line)
                } else {
                    kinds[key] = nil
                }
            }
            return over
        }
        for (line, silent) in over { say(line, silent) }
    }

    private func say(_ line: Line, _ silent: Int) {
        var metadata = line.metadata
        if silent > 0 { metadata["more_like_it"] = "\(silent)" }
        logger.warning("\(line.message)", metadata: metadata)
    }
}
