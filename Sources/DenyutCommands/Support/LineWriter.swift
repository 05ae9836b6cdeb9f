import Foundation
import Synchronization
import WallTime

/// Where lines go: a file, a pipe, a terminal.
protocol LineSink: Sendable {
    /// Writes whole lines, each with its end. May wait. Returns how many bytes of them were written.
    func write(_ lines: UnsafeRawBufferPointer) -> Int
}

/// Writes lines on a thread of its own, so that no work waits for whoever reads them, and none ends because nobody does: a full
/// disk, a reader that has gone or does not read cost lines, and how many is said as soon as there is room.
final class LineWriter: Sendable {
    private struct State {
        var lines: [[UInt8]] = []
        var size = 0
        var dropped = 0
        var isRunning = false
        /// Whether the thread has lines in hand.
        var isWriting = false
        /// Counts what the thread has done, so that one that waits sees it go on.
        var progress = 0
    }

    /// A pipe takes that many bytes at once or not at all, so that lines of several processes do not mix (`PIPE_BUF`).
    private static let chunk = 4096

    private let sink: any LineSink
    private let limit: Int
    private let notice: @Sendable (Int) -> String
    private let state = Mutex(State())
    private let wakeup = Wakeup()

    /// - Parameters:
    ///   - limit: How many bytes may wait; lines beyond that are dropped.
    ///   - notice: The line that says how many lines were lost.
    init(_ sink: any LineSink, limit: Int = 1 << 20, notice: @escaping @Sendable (Int) -> String) {
        self.sink = sink
        self.limit = limit
        self.notice = notice
        Self.all.withLock { $0.append(Weak(writer: self)) }
        Self.flushAtExit
    }

    /// Adds a line; it gets its end here. Never waits.
    func write(_ line: String) {
        var bytes = Array(line.utf8)
        bytes.append(UInt8(ascii: "\n"))
        let (starts, wakes) = state.withLock { state -> (Bool, Bool) in
            guard state.size + bytes.count <= limit else {
                state.dropped += 1
                return (false, false)
            }
            let wakes = state.lines.isEmpty
            state.lines.append(bytes)
            state.size += bytes.count
            defer { state.isRunning = true }
            return (!state.isRunning, wakes)
        }
        if starts {
            // Begun with the first line: most commands write none.
            let thread = Thread { self.run() }
            thread.name = "denyut-lines"
            thread.start()
        } else if wakes {
            wakeup.signal()
        }
    }

    /// Waits until all is written; no longer than that after the last line that went through.
    func flush(within patience: Duration = .seconds(1)) {
        var seen = -1
        var limit = SystemClock.uptime() + patience
        while true {
            let (isDone, progress) = state.withLock { ($0.lines.isEmpty && !$0.isWriting, $0.progress) }
            if isDone || SystemClock.uptime() > limit { return }
            if progress != seen {
                seen = progress
                limit = SystemClock.uptime() + patience
            }
            usleep(1000)
        }
    }

    // MARK: On the thread

    private func run() -> Never {
        while true {
            let (lines, dropped) = state.withLock { state -> ([[UInt8]], Int) in
                let (lines, dropped) = (state.lines, state.dropped)
                state.lines = []
                state.size = 0
                state.dropped = 0
                state.isWriting = !lines.isEmpty || dropped > 0
                return (lines, dropped)
            }
            if lines.isEmpty, dropped == 0 {
                wakeup.wait()
                continue
            }
            var lost = dropped + write(lines)
            // Nobody reads, or the disk is full: it would be lost as well.
            if lost > 0, write([Array((notice(lost) + "\n").utf8)]) == 0 { lost = 0 }
            state.withLock { state in
                state.dropped += lost
                state.isWriting = false
            }
            if lost > 0 {
                // Told with the next line.
                wakeup.wait()
            }
        }
    }

    /// Writes lines in chunks; returns how many were lost.
    private func write(_ lines: [[UInt8]]) -> Int {
        var lost = 0
        var rest = lines[...]
        while !rest.isEmpty {
            var chunk: [UInt8] = []
            var count = 0
            while let line = rest.first, chunk.isEmpty || chunk.count + line.count <= Self.chunk {
                chunk += line
                count += 1
                rest.removeFirst()
            }
            let written = chunk.withUnsafeBytes { sink.write($0) }
            if written < chunk.count { lost += count }
            state.withLock { $0.progress += 1 }
        }
        return lost
    }

    // MARK: The end of the process

    private struct Weak: Sendable {
        weak let writer: LineWriter?
    }

    private static let all = Mutex<[Weak]>([])
    private static let flushAtExit: Void = { _ = atexit { LineWriter.flushAll() } }()

    /// Writes what waits, in bounded time: before the process ends.
    static func flushAll(within patience: Duration = .seconds(1)) {
        for entry in all.withLock({ $0 }) { entry.writer?.flush(within: patience) }
    }
}

/// A descriptor that somebody else has opened, such as standard output.
struct DescriptorSink: LineSink {
    let descriptor: Int32

    func write(_ lines: UnsafeRawBufferPointer) -> Int {
        var rest = lines[...]
        while !rest.isEmpty {
            let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
            if count > 0 {
                rest = rest.dropFirst(count)
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                // Somebody else has made it non-blocking for all who have it.
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&wait, 1, 1000)
            default: return lines.count - rest.count
            }
        }
        return lines.count
    }
}

extension Slice where Base == UnsafeRawBufferPointer {
    fileprivate var baseAddress: UnsafeRawPointer? { UnsafeRawBufferPointer(rebasing: self).baseAddress }
}
