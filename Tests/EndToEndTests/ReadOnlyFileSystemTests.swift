import Foundation
import Testing

/// A file system that was mounted read-only, as kernels do after errors of a disk. Needs root, to mount one.
@Suite(.enabled(if: MountRights.areOurs, "only root can mount"))
struct ReadOnlyFileSystemTests {
    private let folder: TemporaryFolder
    private let other: TemporaryFolder

    init() async throws {
        folder = try TemporaryFolder()
        other = try TemporaryFolder()
        #expect(try await denyut("queue-push", "NoOp", "--count=3", database: folder.database).status == 0)
    }

    /// Runs denyut where the database's folder cannot be written.
    private func run(_ arguments: [String]) async throws -> ProcessResult {
        let script = """
            mount --bind "$F" "$F" && mount -o remount,ro,bind "$F" || exit 99
            exec "$@"
            """
        return try await RunningProcess(
            "/usr/bin/env", ["unshare", "-m", "sh", "-c", script, "sh", Binaries.path("denyut")] + arguments,
            environment: ["DATABASE_URL": "sqlite:\(folder.database)", "F": folder.path]
        ).end()
    }

    @Test("what only reads goes on, backup too")
    func reading() async throws {
        let monitor = try await run(["queue-monitor", "--json"])
        #expect(monitor.status == 0, "\(monitor.errors)")
        #expect(monitor.output.contains(#""size":3"#))
        for command in [
            ["queue-failed"], ["queue-stats"], ["queue-show", "1"], ["queue-batches"], ["health-summary"],
            ["incidents"],
            ["account-list"], ["schedule-list"], ["migrate", "--show"],
        ] {
            let result = try await run(command)
            #expect(result.status == 0, "\(command): \(result.errors)")
        }
        #expect(try await run(["doctor"]).output.contains("quick_check found nothing"))
        let copy = other.path + "/copy.sqlite"
        let backup = try await run(["backup", copy])
        #expect(backup.status == 0, "\(backup.errors)")
        #expect(try await denyut("queue-monitor", "--json", database: copy).output.contains(#""size":3"#))
    }

    @Test("what writes says that it is mounted read-only, and names no chmod")
    func writing() async throws {
        for command in [
            ["queue-push", "NoOp"], ["queue-pause"], ["queue-clear", "default", "--force"], ["queue-work"],
            ["schedule-run"],
        ] {
            let result = try await run(command)
            #expect(result.status == 1, "\(command)")
            #expect(result.errors.contains("mounted read-only"), "\(command): \(result.errors)")
            #expect(!result.errors.contains("chmod"), "\(command): \(result.errors)")
        }
        let target = try await run(["backup", folder.path + "/copy.sqlite"])
        #expect(target.status == 1)
        #expect(
            target.errors.contains("\(folder.path)/copy.sqlite.part") && target.errors.contains("mounted read-only"))
    }
}

/// Whether these tests may mount a file system.
private enum MountRights {
    static let areOurs: Bool = {
        guard getuid() == 0 else { return false }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["unshare", "-m", "mount", "--bind", "/tmp", "/tmp"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()
}
