import Gateways
import JobQueue
import JobQueueSQLite
import JobSchedule
import Programs
import WallTime

/// What `doctor` finds.
enum DoctorReport {
    /// How bad a finding is: the words that gateway-test has, too.
    typealias Verdict = GatewayFinding.Verdict

    /// One line.
    struct Finding {
        let name: String
        let verdict: Verdict
        let text: String
    }

    /// Opens the store and looks at it; a store that cannot be opened or read is a finding, too.
    static func findings(now: Timestamp, _ open: () throws -> SQLiteJobStore) async -> [Finding] {
        do {
            return try await findings(open(), now: now)
        } catch {
            return [Finding(name: "database", verdict: .error, text: StoreAdvice.described(error))]
        }
    }

    static func findings(_ store: SQLiteJobStore, now: Timestamp) async throws -> [Finding] {
        let condition = try await store.condition()
        let checkup = try await store.checkup()
        let workers = try await store.workers()
        let live = workers.filter { !$0.isLost(at: now) }
        let dead = workers.count - live.count
        var findings = [
            Finding(name: "database", verdict: .ok, text: "\(store.path), \(megabytes(condition.size))"),
            Finding(
                name: "integrity", verdict: condition.damages.isEmpty ? .ok : .error,
                text: condition.damages.first.map {
                    "\($0). Stop all workers, and put a backup back with: denyut restore FILE. Without one try: sqlite3 \(store.path) .recover"
                } ?? "quick_check found nothing"),
        ]
        findings += checkup.checks.map { finding($0, pragmas: condition.pragmas) }
        findings.append(files(condition))
        if let obstacle = condition.doorbellObstacle {
            findings.append(Finding(name: "bells", verdict: .warning, text: obstacle))
        }
        findings.append(
            Finding(
                name: "workers", verdict: live.isEmpty ? .warning : .ok,
                text: live.isEmpty
                    ? "none is running. Start one with: denyut queue-work --queue=whatsapp-health,default"
                    : "\(live.count) running" + (dead > 0 ? ", \(dead) died without a word" : "")))
        findings.append(oldestLease(condition.nextExpiry, now: now))
        findings.append(clock(try await store.timesAhead()))
        findings.append(openFiles())
        findings.append(scheduler(lastTick: condition.lastTick, now: now))
        return findings
    }

    /// One line of the store's own check-up. The journal's stands among the other pragmas that matter.
    private static func finding(_ check: StoreCheckup.Check, pragmas: [StoreCondition.Pragma]) -> Finding {
        let verdict: Verdict =
            switch check.level {
            case .ok: .ok
            case .warning: .warning
            case .error: .error
            }
        let isJournal = check.name == .journal
        let text = isJournal ? pragmas.map { "\($0.name)=\($0.value)" }.joined(separator: " ") : check.finding
        return Finding(
            name: isJournal ? "pragmas" : check.name.rawValue, verdict: verdict,
            text: [text, check.advice].compactMap(\.self).joined(separator: ". "))
    }

    /// They hold QR codes, which grant a login, phone numbers and payloads.
    private static func files(_ condition: StoreCondition) -> Finding {
        guard let first = condition.filesOpenToOthers.first else {
            return Finding(name: "permissions", verdict: .ok, text: "only the owner reads and writes the files")
        }
        return Finding(
            name: "permissions", verdict: .warning,
            text:
                "other users of this machine may read or write \(first); if they should not: chmod 600 \(condition.filesOpenToOthers.joined(separator: " "))"
        )
    }

    private static func oldestLease(_ expiry: Timestamp?, now: Timestamp) -> Finding {
        guard let expiry else { return Finding(name: "oldest lease", verdict: .ok, text: "none is held") }
        let time = TimeText.relative(expiry, now: now)
        guard expiry <= now else {
            return Finding(name: "oldest lease", verdict: .ok, text: "ends \(time) unless it is renewed")
        }
        guard now - expiry > .seconds(60) else {
            return Finding(
                name: "oldest lease", verdict: .ok, text: "ended \(time); the next claim of a worker takes the job back"
            )
        }
        return Finding(
            name: "oldest lease", verdict: .warning, text: "ended \(time), and no worker took the job back")
    }

    private static func clock(_ ahead: TimesAhead.Count) -> Finding {
        guard !ahead.isEmpty else {
            return Finding(name: "clock", verdict: .ok, text: "nothing is dated in the future")
        }
        let jobs = ahead.jobs == 1 ? "1 job is" : "\(ahead.jobs) jobs are"
        return Finding(
            name: "clock", verdict: .warning,
            text:
                "\(jobs) dated in the future, as are \(ahead.workers) workers: this host's clock was ahead. Running workers set that right; start one"
        )
    }

    /// Below that a page with many readers, or a worker with many programs, runs out.
    private static let fewFiles = 1024

    private static func openFiles() -> Finding {
        let limits = OpenFiles.limits
        return Finding(
            name: "open files", verdict: limits.hard < fewFiles ? .warning : .ok,
            text: "at most \(limits.hard) per process"
                + (limits.hard < fewFiles
                    ? ", which is few: raise the hard limit (ulimit -Hn, LimitNOFILE=)" : ""))
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
