import Foundation
import Programs
import Testing
import WallTime

@Suite("A program", .timeLimit(.minutes(2)))
struct ProgramTests {
    private static let path = ["PATH": "/usr/local/bin:/usr/bin:/bin"]

    private func run(
        _ command: String..., environment: [String: String] = ProgramTests.path, input: String? = nil,
        timeout: Duration? = .seconds(60), outputLimit: Int = 16_384
    ) async throws -> Program.Result {
        try await Program(
            command, environment: environment, input: input.map { Array($0.utf8) }, timeout: timeout,
            outputLimit: outputLimit
        ).run()
    }

    @Test("tells how it ended and what it printed, errors as well")
    func ends() async throws {
        let result = try await run("sh", "-c", "echo out; echo error >&2; exit 3")
        #expect(result.end == .exited(3) && result.output == "out\nerror\n")
        #expect(!result.isTimedOut && !result.isCancelled)
        #expect(try await run("sh", "-c", "kill -9 $$").end == .signalled(SIGKILL))
        #expect(try await run("true").end == .exited(0))
    }

    @Test("gets the environment that it is given, and nothing of ours")
    func environment() async throws {
        setenv("DENYUT_TEST_SECRET", "secret", 1)
        let result = try await run("env", environment: ["PATH": "/usr/bin:/bin", "GIVEN": "a=b"])
        #expect(Set(result.output.split(separator: "\n")) == ["PATH=/usr/bin:/bin", "GIVEN=a=b"])
        let inherited = ProgramEnvironment.inherited(
            from: ["PATH": "p", "LC_ALL": "C", "HOME": "h", "WAHA_KEY": "k", "BOT_TOKEN": "t", "PGHOST": "x"],
            others: ["PGHOST", "ABSENT"])
        #expect(inherited == ["PATH": "p", "LC_ALL": "C", "HOME": "h", "PGHOST": "x"])
    }

    @Test("reads what it is given, and nothing where it is given nothing")
    func input() async throws {
        #expect(try await run("cat", input: "a text").output == "a text")
        #expect(try await run("cat").output == "")
    }

    @Test("has no descriptors but the first three, default signals, and none blocked")
    func clean() async throws {
        signal(SIGPIPE, SIG_IGN)
        let held = open("/dev/null", O_RDONLY)
        defer { close(held) }
        // `ls` has the folder itself open; it is printed as a number, too.
        let result = try await run("sh", "-c", "cd /proc/self/fd && echo *")
        #expect(
            result.output.split(whereSeparator: \.isWhitespace).filter { $0 != "0" && $0 != "1" && $0 != "2" }.count
                <= 1)
        let status = try await run("cat", "/proc/self/status")
        for name in ["SigIgn", "SigBlk"] {
            let line = try #require(status.output.split(separator: "\n").first { $0.hasPrefix(name) })
            let mask = try #require(line.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0, radix: 16) })
            // 32 and 33 are the C library's own, and nobody can set them: as they were when this process began, so they stay.
            #expect(mask & ~(0b11 << 31) == 0, "\(line)")
        }
    }

    @Test("whose argument or variable holds a NUL is refused, not cut")
    func nul() async throws {
        for (command, environment) in [
            (["echo", "a\0b"], Self.path), (["echo"], ["A": "b\0c"]), (["echo"], ["A\0": "b"]),
        ] {
            await #expect(throws: ProgramStartError.self) {
                _ = try await Program(command, environment: environment, timeout: nil).run()
            }
        }
    }

    @Test("that is not there, may not be run or is none says so")
    func absent() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("no program".utf8).write(to: URL(fileURLWithPath: folder + "/file"))
        try Data([0, 1, 2]).write(to: URL(fileURLWithPath: folder + "/noise"))
        chmod(folder + "/noise", 0o755)
        func reason(_ name: String, path: String = "/usr/bin:/bin") async -> String? {
            do {
                _ = try await Program([name], environment: ["PATH": path], timeout: nil).run()
                return nil
            } catch ProgramStartError.cannotRun(let reason) {
                return reason
            } catch {
                return "\(error)"
            }
        }
        #expect(await reason("no-such-program")?.contains("none of the folders of PATH") == true)
        #expect(await reason("file", path: folder) == "Permission denied")
        #expect(await reason("/nonexistent/program")?.contains("No such file") == true)
        #expect(await reason(folder + "/noise")?.contains("format") == true)
        #expect(await reason("") != nil)
    }

    @Test("that runs too long is ended with its children, politely first")
    func timeout() async throws {
        let result = try await run(
            "sh", "-c", "trap 'echo asked; exit 0' TERM; sleep 1000 & wait", timeout: .milliseconds(300))
        #expect(result.isTimedOut && result.output == "asked\n")
        let stubborn = try await run("sh", "-c", "trap '' TERM; while :; do sleep 1; done", timeout: .milliseconds(300))
        #expect(stubborn.isTimedOut && stubborn.end == .signalled(SIGKILL))
    }

    @Test("is ended when its task is cancelled")
    func cancelled() async throws {
        let task = Task { try await run("sleep", "1000") }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        let result = try await task.value
        #expect(result.isCancelled && !result.isTimedOut)
    }

    @Test("has ended when it exits: what holds its output open is killed, or left behind where it cannot be found")
    func leftovers() async throws {
        let children = try await run("sh", "-c", "sleep 1000 & echo done")
        #expect(children.end == .exited(0) && children.output == "done\n")
        let escaped = try await run("sh", "-c", "setsid sleep 20 & echo done")
        #expect(escaped.end == .exited(0) && escaped.output == "done\n")
    }

    @Test("that prints without end keeps the tail of it")
    func tail() async throws {
        let result = try await run("sh", "-c", "yes | head -c 3000000; echo end", outputLimit: 100)
        #expect(result.output.hasPrefix("…") && result.output.hasSuffix("y\nend\n"))
        #expect(result.output.utf8.count == 100 + "…".utf8.count)
    }

    @Test("of many at once each ends")
    func many() async throws {
        try await withThrowingTaskGroup(of: Int32.self) { group in
            for number: Int32 in 0..<60 {
                group.addTask {
                    guard case .exited(let code) = try await run("sh", "-c", "exit \(number)").end else { return -1 }
                    return code - number
                }
            }
            for try await difference in group { #expect(difference == 0) }
        }
    }
}
