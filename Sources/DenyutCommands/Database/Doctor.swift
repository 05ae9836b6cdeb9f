import ArgumentParser
import JobQueueSQLite
import JobSchedule
import WallTime

/// `doctor`: whether the store is well.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check the database, its disk, the workers and the scheduler.",
        discussion: "Exit codes: 0 all is well, 1 something needs attention soon, 2 something is wrong.")

    @OptionGroup var global: GlobalOptions
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let environment = try global.environment()
        let store = try environment.openExistingStore()
        let findings = try await DoctorReport.findings(store, now: environment.clock.now())
        if json {
            Terminal.print(
                JSONText.array(
                    findings.map {
                        .object([
                            ("name", .string($0.name)), ("verdict", .string($0.verdict.rawValue)),
                            ("text", .string($0.text)),
                        ])
                    }
                ).text)
        } else {
            for finding in findings {
                let colour: Terminal.Colour =
                    switch finding.verdict {
                    case .ok: .green
                    case .warning: .yellow
                    case .error: .red
                    }
                let verdict = Terminal.paint(finding.verdict.rawValue.padded(to: 8), colour)
                Terminal.print("\(verdict) \(finding.name.padded(to: 20)) \(finding.text)")
            }
        }
        if findings.contains(where: { $0.verdict == .error }) { throw ExitCode(2) }
        if findings.contains(where: { $0.verdict == .warning }) { throw ExitCode(1) }
    }
}

/// What `doctor` finds.
enum DoctorReport {
    /// How bad a finding is.
    enum Verdict: String {
        case ok
        case warning
        case error
    }

    /// One line.
    struct Finding {
        let name: String
        let verdict: Verdict
        let text: String
    }

    /// A worker that was not seen for so long is taken for dead.
    private static let silence: Duration = .seconds(90)

    static func findings(_ store: SQLiteJobStore, now: Timestamp) async throws -> [Finding] {
        let condition = try await store.condition()
        let workers = try await store.workers()
        let live = workers.filter { now - $0.seenAt < silence }
        let dead = workers.count - live.count
        var findings = [
            Finding(name: "database", verdict: .ok, text: "\(store.path), \(megabytes(condition.size))"),
            Finding(
                name: "integrity", verdict: condition.damages.isEmpty ? .ok : .error,
                text: condition.damages.first.map {
                    "\($0). Stop all workers, keep a copy of the file with its -wal file, restore a backup or run: sqlite3 \(store.path) .recover"
                } ?? "quick_check found nothing"),
            Finding(
                name: "sqlite", verdict: .ok,
                text: condition.hasWALResetBug
                    ? "\(condition.sqliteVersion) has the WAL-reset bug; our own checkpoints avoid it. Let no other program checkpoint this file (fixed in 3.51.3)"
                    : "\(condition.sqliteVersion), without the WAL-reset bug"),
            Finding(
                name: "pragmas",
                verdict: condition.pragmas.contains { $0.name == "journal_mode" && $0.value != "wal" } ? .error : .ok,
                text: condition.pragmas.map { "\($0.name)=\($0.value)" }.joined(separator: " ")),
            Finding(
                name: "write-ahead log", verdict: condition.walSize > 256 << 20 ? .warning : .ok,
                text: megabytes(condition.walSize)
                    + (condition.walSize > 256 << 20
                        ? ": a reader holds a transaction open; find it with: fuser \(store.path)" : "")),
        ]
        if let free = condition.freeSpace {
            let verdict: Verdict = free < 64 << 20 ? .error : free < 1 << 30 ? .warning : .ok
            findings.append(
                Finding(
                    name: "disk", verdict: verdict,
                    text: "\(megabytes(free)) free" + (verdict == .ok ? "" : "; make room")))
        }
        if let name = condition.networkFileSystem {
            findings.append(
                Finding(
                    name: "file system", verdict: .error,
                    text: "\(name) is a network file system: move the database to a local disk"))
        }
        findings.append(
            Finding(
                name: "workers", verdict: live.isEmpty ? .warning : .ok,
                text: live.isEmpty
                    ? "none is running. Start one with: denyut queue-work --queue=whatsapp-health,default"
                    : "\(live.count) running" + (dead > 0 ? ", \(dead) died without a word" : "")))
        if let expiry = condition.nextExpiry {
            let isOver = now - expiry > .seconds(60)
            findings.append(
                Finding(
                    name: "leases", verdict: isOver ? .warning : .ok,
                    text: isOver
                        ? "the oldest ended \(TimeText.relative(expiry, now: now)) and no worker took the job back"
                        : "the first ends \(TimeText.relative(expiry, now: now))"))
        }
        findings.append(scheduler(lastTick: condition.lastTick, now: now))
        return findings
    }

    private static func scheduler(lastTick: Timestamp?, now: Timestamp) -> Finding {
        guard let lastTick else {
            return Finding(name: "scheduler", verdict: .warning, text: "none has run yet; see: denyut schedule-install")
        }
        let ago = TimeText.relative(lastTick, now: now)
        guard ScheduleTick(at: lastTick, scheduler: "").isStale(at: now) else {
            return Finding(name: "scheduler", verdict: .ok, text: "last pass \(ago)")
        }
        guard lastTick <= now else {
            return Finding(
                name: "scheduler", verdict: .error,
                text: "last pass \(ago) by this clock: set the clocks of this host and of the scheduler's right")
        }
        return Finding(
            name: "scheduler", verdict: .error,
            text:
                "last pass \(ago), and one is due each minute: does cron run schedule-run, or a service schedule-work?"
        )
    }

    private static func megabytes(_ bytes: Int64) -> String {
        bytes < 10 << 20 ? "\(bytes >> 10) KB" : bytes < 10 << 30 ? "\(bytes >> 20) MB" : "\(bytes >> 30) GB"
    }
}
