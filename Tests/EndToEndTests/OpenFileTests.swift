import Foundation
import Testing

/// The limit of open files, which most systems keep low for programs of another age.
@Suite("The limit of open files")
struct OpenFileTests {
    private let denyut: Installation

    init() throws {
        denyut = try Installation()
    }

    /// Starts denyut with 256 open files, which it may raise.
    private func start(_ arguments: String...) throws -> RunningProcess {
        try RunningProcess(
            "/bin/sh", ["-c", "ulimit -Sn 256 && exec \"$0\" \"$@\"", Binaries.path("denyut")] + arguments,
            environment: denyut.environment)
    }

    @Test("is raised by the page as far as it may, and the page says where that is too little")
    func page() async throws {
        let page = try start("serve", "--port=0")
        defer { page.send(SIGKILL) }
        _ = try await page.line(after: "Denyut is at ")
        let limits = try String(contentsOfFile: "/proc/\(page.pid)/limits", encoding: .utf8)
        let line = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max open files") })
        let numbers = line.split(separator: " ").compactMap { Int($0) }
        #expect(numbers.count == 2 && numbers[0] == min(numbers[1], 1_048_576), "\(line)")
        let few = try RunningProcess(
            "/bin/sh", ["-c", "ulimit -n 300 && exec \"$0\" serve --port=0", Binaries.path("denyut")],
            environment: denyut.environment)
        defer { few.send(SIGKILL) }
        _ = try await few.line(after: "Denyut is at ")
        #expect(few.standardError.contains("300 open files"), "\(few.standardError)")
    }

    @Test("is for the programs of jobs what it was: some go through all numbers up to it")
    func programs() async throws {
        let payload = #"{"command": ["sh", "-c", "ulimit -Sn; exit 1"]}"#
        #expect(try await denyut.run("queue-push", "RunCommand", "--payload", payload).status == 0)
        let worker = try start("queue-work", "--allow-commands", "--once", "--tries=1")
        #expect(await worker.end().status == 0)
        let shown = try await denyut.run("queue-show", "1", "--json").json() as? [String: Any]
        let attempt = (shown?["errors"] as? [[String: Any]])?.first
        #expect(attempt?["output"] as? String == "256\n")
    }
}
