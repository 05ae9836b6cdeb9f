import Foundation
import Testing

/// What bash completes, with the real shell and the real database.
@Suite struct CompletionTests {
    private let folder: TemporaryFolder
    private let programs: TemporaryFolder

    /// A folder with `denyut` and some of its links, as an installation has them.
    init() async throws {
        folder = try TemporaryFolder()
        programs = try TemporaryFolder()
        for name in ["denyut", "queue-pause", "queue-push", "queue-retry"] {
            try FileManager.default.createSymbolicLink(
                atPath: "\(programs.path)/\(name)", withDestinationPath: Binaries.path("denyut"))
        }
        for queue in ["whatsapp-health", "reports", "reports-at-night"] {
            _ = try await denyut("queue-push", "NoOp", "--queue", queue, database: folder.database)
        }
        _ = try await denyut("queue-push", "OurOwnKind", database: folder.database)
        _ = try await denyut("queue-cancel", "1", database: folder.database)
        for gateway in ["jakarta", "bandung"] {
            _ = try await denyut(
                "gateway-add", gateway, "--url", "http://127.0.0.1:9", "--skip-test", database: folder.database)
        }
        for (session, gateway) in [("toko-1", "jakarta"), ("toko-2", "jakarta"), ("toko-2", "bandung")] {
            _ = try await denyut("account-add", session, "--gateway", gateway, database: folder.database)
        }
        _ = try await denyut(
            "schedule-add", "nightly", "--cron", "0 3 * * *", "--kind", "NoOp", database: folder.database)
    }

    /// What bash offers after these words, the last one being typed.
    private func completions(_ words: [String]) async throws -> Set<String> {
        let script = """
            PATH="\(programs.path):$PATH"
            eval "$(denyut completion bash)"
            COMP_WORDS=("$@")
            COMP_CWORD=$(($# - 1))
            COMP_LINE="$*"
            COMP_POINT=${#COMP_LINE}
            COMPREPLY=()
            completer=$(complete -p -- "$1" | sed 's/.* -F \\([^ ]*\\) .*/\\1/')
            "$completer" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let result = try await RunningProcess(
            "/bin/bash", ["-c", script, "bash"] + words, environment: ["DATABASE_URL": "sqlite:\(folder.database)"]
        ).end()
        #expect(result.errors == "")
        return Set(result.output.split(separator: "\n").map(String.init))
    }

    private static let cases: [(words: [String], expected: Set<String>)] = [
        (["denyut", "queue-pau"], ["queue-pause"]),
        (["denyut", "queue-pause", "rep"], ["reports", "reports-at-night"]),
        (["denyut", "queue-push", "Our"], ["OurOwnKind"]),
        (["denyut", "queue-push", "Monitor"], ["MonitorSessionHealth"]),
        (["denyut", "queue-work", "--queue", "reports,wh"], ["reports,whatsapp-health"]),
        (["denyut", "queue-retry", ""], ["1"]),
        (["denyut", "gateway-test", ""], ["jakarta", "bandung"]),
        (["denyut", "account-list", "--gateway", "ja"], ["jakarta"]),
        (["denyut", "account-hold", "to"], ["toko-1"]),
        (["denyut", "account-hold", "jakarta/"], ["jakarta/toko-2"]),
        (["denyut", "health-trend", "bandung/"], ["bandung/toko-2"]),
        (["denyut", "schedule-pause", "ni"], ["nightly"]),
        (["denyut", "schedule-pause", "mon"], ["monitor-sessions"]),
        (["denyut", "schedule-remove", ""], ["nightly"]),
        (["denyut", "schedule-add", "x", "--kind", "Prune"], ["PruneHistory"]),
        (["denyut", "kpi", "--since", "7"], ["7d"]),
        (["denyut", "notifications", "--state", "pen"], ["pending"]),
        (["denyut", "gateway-add", "x", "--kind", "wah"], ["waha"]),
        (["queue-pause", "wh"], ["whatsapp-health"]),
        (["queue-push", "NoOp", "--queue", "reports-"], ["reports-at-night"]),
    ]

    @Test("bash completes commands, and names from the database", arguments: cases)
    func names(words: [String], expected: Set<String>) async throws {
        #expect(try await completions(words).isSuperset(of: expected))
        #expect(try await completions(words).allSatisfy { $0.hasPrefix(words[words.count - 1]) })
    }

    @Test("without a database there is nothing to complete, and nothing is said or made")
    func noDatabase() async throws {
        let missing = folder.path + "/missing.sqlite"
        let result = try await RunningProcess(
            Binaries.path("denyut"),
            ["---completion", "queue-pause", "--", "positional@0", "2", "0", "denyut", "queue-pause", ""],
            environment: ["DATABASE_URL": "sqlite:\(missing)", "SAP_SHELL": "bash"]
        ).end()
        #expect(result.errors == "")
        #expect(!FileManager.default.fileExists(atPath: missing))
    }

    @Test("each shell gets a script", arguments: ["bash", "zsh", "fish"])
    func scripts(shell: String) async throws {
        let result = try await denyut("completion", shell)
        #expect(result.status == 0)
        #expect(result.output.contains("denyut"))
        // The shell itself reads it, where there is one.
        let path = "/usr/bin/\(shell)"
        guard FileManager.default.isExecutableFile(atPath: path) else { return }
        let script = try programs.file("completion.\(shell)", result.output)
        let check = try await RunningProcess(path, ["-n", script]).end()
        #expect(check.status == 0, "\(check.errors)")
    }
}
