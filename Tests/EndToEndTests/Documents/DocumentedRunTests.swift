import Foundation
import GRDB
import Testing

/// What the documents tell people to type is typed: each block of shell is run as it stands, but for addresses, keys and folders, against
/// simulated gateways. What cannot be run here is in a list, with the reason.
@Suite("Shell in the documents") struct DocumentedRunTests {
    /// Blocks that are not run, by the beginning of their first line.
    private static let notRun: [(start: String, reason: String)] = [
        ("bin/demo", "builds"), ("bin/setup", "builds"), ("bin/package", "builds"), ("swift test", "builds"),
        ("git checkout", "builds"), (".build/release/gateway-simulator", "runs until it is stopped"),
        ("* * * * *", "a line of a crontab; InstallRecipeTests has it"),
        ("curl -s -H \"Authorization", "the API's own tests call it, with its contract"),
        ("curl -s -X POST -H \"Authorization", "the API's own tests call it, with its contract"),
        ("curl -s http://127.0.0.1:8080/metrics", "MonitoringTests asks for it"),
        ("curl -X POST", "to a real gateway"), ("promtool", "MonitoringTests runs it"),
        ("docker load", "needs a container engine"), ("sha256sum", "needs a release"),
        ("sudo tar", "needs a release; bin/test-package looks into it"),
        ("mkdir -p first-job", "ExamplesTests runs it"),
        ("WHATSAPP_", "settings of a gateway"), ("LARAVEL_URL", "settings of a gateway"),
        ("BASE_WEBHOOK_URL", "settings of a gateway"),
    ]

    private static func blocks(of document: String) throws -> [ShellBlock] {
        let text = try String(contentsOf: Monitoring.root.appendingPathComponent(document), encoding: .utf8)
        return ShellBlock.all(in: text, of: document)
    }

    private static func isRun(_ block: ShellBlock) -> Bool {
        !notRun.contains { block.title.hasPrefix($0.start) }
    }

    /// The documents that have a block to run.
    private static let documents = [
        "README.md", "README.id.md", "docs/dashboard.md", "docs/database.md", "docs/from-laravel.md",
        "docs/gateway-simulator.md", "docs/gateways/README.md", "docs/hardening.md", "docs/install.md",
        "docs/operating.md",
        "docs/upgrade.md", "docs/writing-jobs.md",
    ]

    @Test("each document with shell that can be run is run, and each reason not to run some is needed")
    func complete() throws {
        let root = Monitoring.root
        let files = try #require(FileManager.default.enumerator(atPath: root.appendingPathComponent("docs").path))
        let names = files.compactMap { $0 as? String }.filter { $0.hasSuffix(".md") }.map { "docs/\($0)" }
        let all = try (names + ["README.md", "README.id.md", "CONTRIBUTING.md"]).flatMap(Self.blocks)
        #expect(Set(all.filter(Self.isRun).map(\.document)) == Set(Self.documents))
        for (start, reason) in Self.notRun {
            #expect(all.contains { $0.title.hasPrefix(start) }, "No block begins with \(start) (\(reason)).")
        }
        #expect(all.count { Self.isRun($0) } >= 25)
    }

    @Test("every command of a document succeeds", arguments: documents)
    func run(document: String) async throws {
        let bench = try await Bench(document)
        let blocks = try Self.blocks(of: document).filter(Self.isRun)
        try await bench.prepare()
        let script = blocks.map(\.text).joined(separator: "\n")
        let result = try await bench.run(script)
        #expect(result.status == 0, "\(document)\n\(result.output.suffix(3000))\n\(result.errors.suffix(3000))")
        let calls = try bench.calls()
        #expect(!calls.isEmpty || document == "docs/hardening.md" || document == "docs/database.md")
        // 64: a command line that is not understood.
        #expect(!calls.contains { $0.hasPrefix("64 ") }, "\(calls)")
        try await bench.check()
        await bench.end()
    }
}

/// A machine as a document expects it: programs, gateways, files.
private struct Bench {
    private let document: String
    private let folder: TemporaryFolder
    private let node: GatewayProcess
    private let waha: GatewayProcess
    private let evolution: GatewayProcess
    private static let key = "key"

    private var database: String {
        document == "docs/upgrade.md"
            ? "\(folder.path)/var/lib/denyut/denyut.sqlite" : "\(folder.path)/storage/denyut.sqlite"
    }

    init(_ document: String) async throws {
        self.document = document
        folder = try TemporaryFolder()
        let few = ["--sessions", "4", "--mix", "healthy"]
        node = try await GatewayProcess.start(document == "docs/gateway-simulator.md" ? [] : few, key: Self.key)
        waha = try await GatewayProcess.start(["--kind", "waha"] + few, key: Self.key)
        evolution = try await GatewayProcess.start(["--kind", "evolution"] + few, key: Self.key)
    }

    /// Calls denyut, keeps with which exit code it ended, and ends what would go on for ever once it is up.
    private static let wrapper = """
        #!/bin/bash
        name=${0##*/}
        [ "$name" = denyut ] || set -- "$name" "$@"
        wanted=
        case "$1" in
          up) wanted='Denyut is at'; set -- "$@" --port 0 ;;
          serve) wanted='Denyut is at'; set -- "$@" --port 0 ;;
          queue-work) wanted=' serves ' ;;
          schedule-work) wanted='scheduler keeps' ;;
        esac
        if [ -n "$wanted" ]; then
          log=$(mktemp)
          "$DENYUT_PROGRAM" "$@" >"$log" 2>&1 &
          pid=$!
          for _ in $(seq 1200); do
            grep -q "$wanted" "$log" && break
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
          done
          kill -TERM "$pid"
          wait "$pid"
          status=$?
          cat "$log" >&2
          grep -q "$wanted" "$log" || status=99
        else
          "$DENYUT_PROGRAM" "$@"
          status=$?
        fi
        echo "$status $*" >>"$CALLS"
        # A warning is an answer, too: these say how things are by their exit code.
        case "$status $1" in '1 gateway-test' | '2 queue-monitor' | '1 doctor') status=0 ;; esac
        exit "$status"
        """

    /// Makes the programs and files that the document takes for granted.
    func prepare() async throws {
        let programs = folder.path + "/programs"
        let files = FileManager.default
        for path in [
            programs, folder.path + "/bin", folder.path + "/var/lib/denyut/backups", folder.path + "/var/backups",
            folder.path + "/tmp", folder.path + "/share/man/man1", folder.path + "/.config/fish/completions",
        ] {
            try files.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        func program(_ name: String, _ text: String) throws {
            let file = try folder.file("programs/\(name)", text + "\n")
            try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
        }
        try program("denyut", Self.wrapper)
        try program("sudo", "#!/bin/sh\nexec \"$@\"")
        for name in ["systemctl", "journalctl", "sudoedit", "apt"] { try program(name, "#!/bin/sh\nexit 0") }
        let bin = Monitoring.root.appendingPathComponent("bin").path
        for name in try files.contentsOfDirectory(atPath: bin)
        where name == "denyut" || (try? files.destinationOfSymbolicLink(atPath: "\(bin)/\(name)")) == "denyut" {
            try files.createSymbolicLink(
                atPath: "\(folder.path)/bin/\(name)", withDestinationPath: "\(programs)/denyut")
        }
        _ = try folder.file(
            "accounts.json",
            #"[{"gateway": "default", "session": "session-01", "phone": "6281200000001", "label": "Toko", "language": "id"}]"#
        )
        _ = try folder.file(
            "messages.jsonl",
            #"{"gateway": "default", "session": "session-01", "message": "wamid-2", "direction": "out", "status": "failed", "error": "timeout", "at": "2026-12-01T08:00:00Z"}"#
                + "\n")
        switch document {
        case "docs/upgrade.md":
            // Yesterday's backup, and what came after it.
            _ = try await denyut("queue-push", "NoOp", "--queue=kept", "--count=3", database: database)
            let backup = folder.path + "/var/lib/denyut/backups/daily-2026-12-01.sqlite"
            #expect(try await denyut("backup", backup, database: database).status == 0)
            _ = try await denyut("queue-push", "NoOp", "--queue=later", "--count=2", database: database)
        case "docs/database.md": _ = try await denyut("migrate", database: standardDatabase())
        default: break
        }
    }

    private func standardDatabase() throws -> String {
        try FileManager.default.createDirectory(atPath: folder.path + "/storage", withIntermediateDirectories: true)
        return database
    }

    /// Runs a script with the document's addresses, keys and folders replaced by those of this machine.
    func run(_ script: String) async throws -> ProcessResult {
        var script = script
        let evolutionAddress = script.contains("--kind evolution") ? evolution.url : "http://localhost:8080"
        // The first one first: what is put in for the others may lie below /tmp.
        for (documented, own) in [
            ("/tmp/", folder.path + "/tmp/"),
            ("…", Self.key), ("demo-key", Self.key), ("http://localhost:3000", waha.url),
            ("http://10.0.0.5:3000", waha.url),
            ("http://localhost:3001", node.url), ("http://127.0.0.1:3001", node.url),
            ("http://localhost:8080", evolutionAddress), ("/var/lib/denyut", folder.path + "/var/lib/denyut"),
            ("/var/backups", folder.path + "/var/backups"), ("/usr/local/share", folder.path + "/share"),
            ("./denyut_", folder.path + "/denyut_"),
        ] {
            script = script.replacingOccurrences(of: documented, with: own)
        }
        var environment = [
            "PATH": folder.path + "/programs:" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"),
            "HOME": folder.path, "DENYUT_PROGRAM": Binaries.path("denyut"), "CALLS": folder.path + "/calls",
            "WHATSAPP_NODEJS_URL": node.url, "WHATSAPP_API_KEY": Self.key, "DATABASE_URL": "sqlite:\(database)",
            "LC_ALL": "C.UTF-8",
        ]
        _ = try standardDatabase()
        // The first minute of a README is without a database of one's own.
        if document.hasPrefix("README") { environment["DATABASE_URL"] = nil }
        return try await RunningProcess(
            "/bin/bash", ["-euo", "pipefail", "-c", script], environment: environment, folder: folder.path,
            input: "a password of some length\n"
        ).end(within: 600)
    }

    /// The calls of denyut, each with its exit code before it.
    func calls() throws -> [String] {
        let text = (try? String(contentsOfFile: folder.path + "/calls", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    /// Looks at what must be there after the document was followed.
    func check() async throws {
        switch document {
        case "docs/upgrade.md":
            // What was in the backup is back, what came later is gone, and the old database lies aside.
            let queues = try await DatabaseQueue(path: database).read {
                try String.fetchAll($0, sql: "SELECT DISTINCT queue FROM jobs ORDER BY queue")
            }
            #expect(queues == ["kept"])
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/var/lib/denyut")
            #expect(
                files.contains { $0.hasPrefix("denyut.sqlite") && $0.count > "denyut.sqlite-wal".count }, "\(files)")
        case "docs/database.md":
            let jobs = try await DatabaseQueue(path: database).read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs WHERE kind = 'NoOp'")
            }
            #expect(jobs == 1)
        case "docs/operating.md":
            let pages = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/share/man/man1")
            #expect(pages.contains("denyut-queue-work.1"))
        case "README.md", "README.id.md":
            let list = try await denyut("account-list", "--json", database: database).objects()
            #expect(Set(list.compactMap { $0["gateway"] as? String }) == ["waha", "default", "evolution"])
        default: break
        }
    }

    func end() async {
        for gateway in [node, waha, evolution] { await gateway.kill() }
    }
}
