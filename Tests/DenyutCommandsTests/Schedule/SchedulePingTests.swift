import JobSchedule
import Logging
import Synchronization
import Testing
import WallTime

@testable import DenyutCommands

@Suite("The scheduler's ping")
struct SchedulePingTests {
    private static let url = "https://hc-ping.example/secret-id"
    private struct Refused: Error {}

    private func ping(_ notebook: LogNotebook = LogNotebook(), ask: @escaping SchedulePing.Ask) throws -> SchedulePing {
        try SchedulePing(url: Self.url, logger: notebook.logger, ask: ask)
    }

    @Test("asks the URL of the settings")
    func asks() async throws {
        let asked = Mutex<[String]>([])
        let notebook = LogNotebook()
        try await ping(notebook) { url in
            asked.withLock { $0.append(url) }
            return 200
        }.send()
        #expect(asked.withLock { $0 } == [Self.url])
        #expect(notebook.lines == [])
    }

    @Test("that fails is a warning, without the URL", arguments: [nil, 404, 500])
    func failure(_ status: Int?) async throws {
        let notebook = LogNotebook()
        try await ping(notebook) { _ in
            guard let status else { throw Refused() }
            return status
        }.send()
        let lines = notebook.lines
        #expect(lines.count == 1)
        #expect(lines.allSatisfy { $0.hasPrefix("warning") && !$0.contains("secret-id") })
    }

    @Test(
        "needs an address of the web",
        arguments: ["", "hc-ping.com/x", "ftp://example.com/x", "https://", "file:///etc/passwd"])
    func badURL(_ url: String) {
        #expect(throws: SettingsError.self) {
            try SchedulePing(url: url, logger: Logger(label: "test"), ask: { _ in 200 })
        }
    }

    @Test("of a daemon goes out about once a minute, and only after passes without failures")
    func rhythm() async throws {
        let start = Timestamp(seconds: 1_800_000_000)
        let (times, continuation) = AsyncStream.makeStream(of: Void.self)
        let rhythm = PingRhythm(
            try ping { _ in
                continuation.yield()
                return 200
            })
        func pass(_ seconds: Int, failed: Bool = false) async {
            var report = SchedulePassReport(at: start + .seconds(seconds))
            if failed { report.failures = [.init(entry: nil, message: "no")] }
            await rhythm.passed(report)
            await rhythm.settle()
        }
        // Sent: the first, the one a minute later, and the one from a clock that went back.
        for seconds in [0, 1, 30, 60, 61] { await pass(seconds) }
        await pass(200, failed: true)
        await pass(10)
        continuation.finish()
        var count = 0
        for await _ in times { count += 1 }
        #expect(count == 3)
    }
}
