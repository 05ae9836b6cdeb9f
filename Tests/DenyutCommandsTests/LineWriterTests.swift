import Foundation
import Synchronization
import Testing
import WallTime

@testable import DenyutCommands

@Suite("What writes lines", .timeLimit(.minutes(1)))
struct LineWriterTests {
    /// Takes lines while its gate is open, and none while its disk is full.
    private final class Sink: LineSink {
        let text = Mutex("")
        let isFull = Mutex(false)
        private let gate = DispatchSemaphore(value: 0)
        private let isShut: Bool

        init(isShut: Bool = false) { self.isShut = isShut }

        func open() { gate.signal() }

        func write(_ lines: UnsafeRawBufferPointer) -> Int {
            if isShut {
                gate.wait()
                gate.signal()
            }
            if isFull.withLock({ $0 }) { return 0 }
            text.withLock { $0 += String(decoding: lines, as: UTF8.self) }
            return lines.count
        }
    }

    private func writer(_ sink: Sink, limit: Int = 1 << 20) -> LineWriter {
        LineWriter(sink, limit: limit) { "lost \($0)" }
    }

    @Test("writes them whole and in order")
    func order() {
        let sink = Sink()
        let writer = writer(sink)
        let lines = (0..<5000).map { "line \($0)" }
        for line in lines { writer.write(line) }
        writer.flush(within: .seconds(30))
        #expect(sink.text.withLock { $0 } == lines.map { $0 + "\n" }.joined())
    }

    @Test("never waits for who does not read, and says afterwards how many lines were lost")
    func unread() {
        let sink = Sink(isShut: true)
        let writer = writer(sink, limit: 1000)
        let line = String(repeating: "x", count: 99)
        for _ in 0..<10_000 { writer.write(line) }
        // Gives up: nothing goes on.
        writer.flush(within: .milliseconds(50))
        #expect(sink.text.withLock { $0 } == "")
        sink.open()
        writer.flush(within: .seconds(30))
        let lines = sink.text.withLock { $0 }.split(separator: "\n")
        let notices = lines.filter { $0.hasPrefix("lost ") }
        let lost = notices.compactMap { Int($0.dropFirst(5)) }.reduce(0, +)
        #expect(lost > 9000 && lost + lines.count - notices.count == 10_000)
    }

    @Test("loses lines on a full disk, and says so with the next one that finds room")
    func full() {
        let sink = Sink()
        let writer = writer(sink)
        sink.isFull.withLock { $0 = true }
        writer.write("one")
        writer.flush(within: .seconds(30))
        writer.write("two")
        writer.flush(within: .seconds(30))
        sink.isFull.withLock { $0 = false }
        writer.write("three")
        writer.flush(within: .seconds(30))
        #expect(sink.text.withLock { $0 } == "three\nlost 2\n")
    }

    @Test("a descriptor that is closed, full or without a reader is no reason to end")
    func descriptors() {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        close(ends[0])
        let full = open("/dev/full", O_WRONLY)
        defer {
            close(ends[1])
            close(full)
        }
        for descriptor in [ends[1], full, 987_654] {
            let count = Array("line\n".utf8).withUnsafeBytes { DescriptorSink(descriptor: descriptor).write($0) }
            #expect(count == 0)
        }
    }
}

@Suite("The log file")
struct LogFileTests {
    private let folder: TemporaryCommandFolder

    init() throws {
        folder = try TemporaryCommandFolder()
    }

    private var path: String { folder.settings + ".log" }

    private func write(_ text: String, to file: LogFile) -> Int {
        Array(text.utf8).withUnsafeBytes { file.write($0) }
    }

    private func content(_ suffix: String = "") -> String? {
        try? String(contentsOfFile: path + suffix, encoding: .utf8)
    }

    @Test("follows its name: a file that was moved away, or deleted, is made anew")
    func moved() throws {
        let file = try LogFile(path: path)
        #expect(write("one\n", to: file) == 4)
        try FileManager.default.moveItem(atPath: path, toPath: path + ".old")
        #expect(write("two\n", to: file) == 4)
        try FileManager.default.removeItem(atPath: path)
        #expect(write("three\n", to: file) == 6)
        #expect(content(".old") == "one\n" && content() == "three\n")
    }

    @Test("is turned over when it is full, by one of all that have it open, and keeps so many")
    func rotation() throws {
        let rotation = LogFile.Rotation(maxSize: 10, keep: 2)
        let files = try (0..<2).map { _ in try LogFile(path: path, rotation: rotation) }
        for number in 0..<7 { #expect(write("line \(number)\n", to: files[number % 2]) == 7) }
        #expect(content() == "line 6\n" && content(".1") == "line 5\n" && content(".2") == "line 4\n")
        #expect(content(".3") == nil)
    }

    @Test("a line that is larger than the file may be is written all the same")
    func largeLine() throws {
        let file = try LogFile(path: path, rotation: .init(maxSize: 10, keep: 1))
        #expect(write("a line of more than ten bytes\n", to: file) == 30)
        #expect(content() == "a line of more than ten bytes\n")
    }

    @Test("that cannot be opened says which, and what to correct")
    func refused() {
        #expect(throws: SettingsError.self) { try LogFile(path: "/nonexistent/folder/log") }
    }

    @Test(
        "sizes are numbers of bytes, or of KB, MB or GB",
        arguments: [
            ("100MB", Int64(100 << 20)), ("64 kb", 65_536), ("1G", 1 << 30), ("70000", 70_000), ("", nil), ("MB", nil),
            ("1.5MB", nil), ("-1", nil), ("9999999999999GB", nil),
        ] as [(String, Int64?)])
    func sizes(text: String, bytes: Int64?) {
        #expect(LogRotationReader.bytes(text) == bytes)
    }
}
