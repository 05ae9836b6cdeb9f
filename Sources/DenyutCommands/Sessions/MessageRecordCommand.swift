import ArgumentParser
import Foundation
import SessionMonitor

/// `message-record`: tells of messages that were sent and received.
struct MessageRecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "message-record",
        abstract: "Record messages from JSON lines; repeating it changes nothing.",
        discussion: """
            A line is {"gateway", "session", "message", "direction": "in" | "out", "status": "pending" | "sent" | "delivered" | \
            "read" | "failed", "ack", "error", "at"}, with the time in ISO 8601 or milliseconds since 1970.
            """)

    @OptionGroup(title: HelpText.sharedTitle) var global: GlobalOptions
    @Argument(help: ArgumentHelp("The file, or - for standard input.", valueName: "file"), completion: .file())
    var file: String
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let handle = file == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: file)
        guard let handle else { throw SettingsError("The file \(file) cannot be read.") }
        try await SessionEnvironment.run(global) { environment in
            var total = MessageReport()
            var number = 0
            var batch: [MessageRecord] = []
            func flush() async throws {
                total.add(try await environment.store.record(batch))
                batch = []
            }
            var splitter = LineSplitter(limit: MessageLines.lineLimit)
            func take(_ lines: [LineSplitter.Line]) async throws {
                for line in lines {
                    number += 1
                    guard case .line(let bytes) = line else {
                        throw SettingsError("\(file): line \(number) has more than \(MessageLines.lineLimit) bytes.")
                    }
                    let text = String(decoding: bytes, as: UTF8.self)
                    if let record = try MessageLines.record(text, number: number) { batch.append(record) }
                    if batch.count == 1000 { try await flush() }
                }
            }
            while let data = try handle.read(upToCount: 1 << 16), !data.isEmpty {
                try await take(splitter.add(ArraySlice(data)))
            }
            try await take(splitter.finish())
            try await flush()
            show(total)
        }
    }

    private func show(_ report: MessageReport) {
        if json {
            Terminal.print(
                JSONText.object([
                    ("added", .int(report.added)), ("updated", .int(report.updated)),
                    ("unchanged", .int(report.unchanged)),
                    ("unknown_sessions", .int(report.unknownSessions)),
                ]).text)
            return
        }
        Terminal.print(
            "\(report.recorded) messages: \(report.added) added, \(report.updated) updated, \(report.unchanged) unchanged."
        )
        if report.unknownSessions > 0 {
            Terminal.print(
                "\(report.unknownSessions) were of sessions that no account has, such as \(report.unknownExamples.joined(separator: ", "))."
            )
        }
    }
}
