import Foundation
import Synchronization

/// A file that log lines are appended to, by any number of processes: whole lines only, so that theirs never mix.
///
/// It follows the name: where somebody has moved the file away (logrotate) the next line makes a new one. With a largest size the
/// processes turn it over themselves, one of them for all.
final class LogFile: LineSink {
    /// When a file is full, and how many old ones are kept.
    struct Rotation: Sendable, Equatable {
        /// In bytes.
        var maxSize: Int64
        /// `FILE.1` to `FILE.n`, the newest first.
        var keep: Int
    }

    private struct State {
        var descriptor: Int32
        var mustReopen = false
        /// Whether the last write broke off in the middle of a line.
        var isTorn = false
    }

    private let path: String
    private let rotation: Rotation?
    private let state: Mutex<State>

    /// Opens the file, or makes it, readable by its owner and group.
    ///
    /// - Throws: `SettingsError` where it cannot be written.
    init(path: String, rotation: Rotation? = nil) throws {
        let descriptor = Self.open(path)
        guard descriptor >= 0 else {
            throw SettingsError(
                "The log file \(path) cannot be written: \(String(cString: strerror(errno))). Correct LOG_FILE.")
        }
        self.path = path
        self.rotation = rotation
        state = Mutex(State(descriptor: descriptor))
    }

    deinit {
        close(state.withLock { $0.descriptor })
    }

    /// Lets the next line open the file anew, as `SIGHUP` asks.
    func reopen() {
        state.withLock { $0.mustReopen = true }
    }

    func write(_ lines: UnsafeRawBufferPointer) -> Int {
        state.withLock { state in
            if state.mustReopen || !isSame(state.descriptor) {
                state.mustReopen = false
                replaceDescriptor(&state)
            }
            if let rotation, isFull(state.descriptor, rotation, adding: lines.count) { turnOver(&state, rotation) }
            let sink = DescriptorSink(descriptor: state.descriptor)
            if state.isTorn {
                let end: [UInt8] = [UInt8(ascii: "\n")]
                guard end.withUnsafeBytes({ sink.write($0) }) == 1 else { return 0 }
                state.isTorn = false
            }
            let count = sink.write(lines)
            state.isTorn = count > 0 && count < lines.count
            return count
        }
    }

    // MARK: Files

    private static func open(_ path: String) -> Int32 {
        Foundation.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
    }

    /// Whether the name still means the file that is open.
    private func isSame(_ descriptor: Int32) -> Bool {
        var (named, opened) = (stat(), stat())
        guard stat(path, &named) == 0, fstat(descriptor, &opened) == 0 else { return false }
        return named.st_dev == opened.st_dev && named.st_ino == opened.st_ino
    }

    private func isFull(_ descriptor: Int32, _ rotation: Rotation, adding count: Int) -> Bool {
        var info = stat()
        // Only of a file: a pipe or a terminal is never full in that sense.
        guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG, info.st_size > 0 else { return false }
        return Int64(info.st_size) + Int64(count) > rotation.maxSize
    }

    /// Where it cannot be opened lines go on to the old file.
    private func replaceDescriptor(_ state: inout State) {
        let descriptor = Self.open(path)
        guard descriptor >= 0 else { return }
        close(state.descriptor)
        state.descriptor = descriptor
    }

    /// Moves `FILE` to `FILE.1`, that to `FILE.2` and so on. Others that write the same file wait at its lock, and then see that it is
    /// done.
    private func turnOver(_ state: inout State, _ rotation: Rotation) {
        guard flock(state.descriptor, LOCK_EX) == 0 else { return }
        let old = state.descriptor
        if isSame(old) {
            unlink("\(path).\(rotation.keep)")
            for number in stride(from: rotation.keep - 1, through: 1, by: -1) {
                rename("\(path).\(number)", "\(path).\(number + 1)")
            }
            // A folder that may not be written: the file grows on, which is better than no log.
            guard rename(path, "\(path).1") == 0 else {
                flock(old, LOCK_UN)
                return
            }
        }
        // Closing it gives the lock back.
        replaceDescriptor(&state)
    }
}
