import Foundation
import GRDB
import Testing

/// Real processes whose clock is set while they run.
@Suite struct ClockTests {
    private let denyut: Installation
    private let clock: ShiftedClock
    private let database: DatabaseQueue

    /// In seconds: a second, a minute, an hour, a year, both ways.
    private static let leaps: [Double] = [1, -1, 60, -60, 3600, -3600, 31_536_000, -31_536_000]

    init() async throws {
        denyut = try Installation()
        clock = try ShiftedClock(denyut.folder)
        #expect(try await denyut.run("migrate").status == 0)
        database = try DatabaseQueue(path: denyut.database)
    }

    private func start(_ arguments: String...) throws -> RunningProcess {
        try RunningProcess(
            Binaries.path("denyut"), arguments, environment: denyut.environment.merging(clock.environment) { $1 })
    }

    private func run(_ arguments: String...) async throws -> ProcessResult {
        try await RunningProcess(
            Binaries.path("denyut"), arguments, environment: denyut.environment.merging(clock.environment) { $1 }
        ).end()
    }

    private func push(_ script: String, timeout: Int? = nil) async throws {
        var payload: [String: Any] = ["command": ["sh", "-c", script], "env": ["FOLDER": denyut.folder.path]]
        payload["timeout"] = timeout
        let json = String(decoding: try JSONSerialization.data(withJSONObject: payload), as: UTF8.self)
        #expect(try await run("queue-push", "RunCommand", "--payload", json).status == 0)
    }

    private func number(_ sql: String) async throws -> Int {
        try await database.read { try Int.fetchOne($0, sql: sql) ?? -1 }
    }

    private func starts() -> Int {
        let text = (try? String(contentsOfFile: denyut.folder.path + "/starts", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").count
    }

    @Test("a job of a busy worker is started once, and done, wherever its clock leaps", arguments: leaps)
    func oneStart(leap: Double) async throws {
        let workers = try (0..<2).map { _ in try start("queue-work", "--allow-commands", "--lease=1") }
        defer { for worker in workers { worker.send(SIGKILL) } }
        #expect(try await eventually { try await number("SELECT count(*) FROM workers") == 2 })
        try await push("echo start >> $FOLDER/starts; while ! [ -e $FOLDER/go ]; do sleep 0.05; done")
        #expect(try await eventually { starts() == 1 })
        clock.set(seconds: leap)
        // Three leases, in which the job would be taken from its worker if that did not renew.
        try await Task.sleep(for: .seconds(3))
        #expect(starts() == 1)
        clock.set(seconds: 0)
        try await Task.sleep(for: .seconds(3))
        #expect(starts() == 1)
        _ = try denyut.folder.file("go")
        #expect(try await eventually { try await number("SELECT count(*) FROM jobs") == 0 })
        #expect(try await number("SELECT count(*) FROM job_attempts") == 0)
        #expect(try await number("SELECT count(*) FROM failed_jobs") == 0)
        for worker in workers {
            worker.send(SIGTERM)
            #expect(await worker.end().status == 0)
        }
    }

    @Test("a worker goes on with new jobs, of every way they come in, wherever its clock leaps", arguments: leaps)
    func newJobs(leap: Double) async throws {
        let worker = try start("queue-work", "--sleep=3600")
        defer { worker.send(SIGKILL) }
        #expect(try await eventually { try await number("SELECT count(*) FROM workers") == 1 })
        for offset in [leap, 0, leap / 2, 0] {
            clock.set(seconds: offset)
            #expect(try await run("queue-push", "NoOp", "--count=3").status == 0)
            #expect(try await run("queue-push", "NoOp", "--delay=1").status == 0)
            try await database.write {
                try $0.execute(
                    sql: "INSERT INTO jobs (queue, kind, available_at, created_at) VALUES ('default', 'NoOp', 0, 0)")
            }
            #expect(try await eventually { try await number("SELECT count(*) FROM jobs") == 0 })
        }
        worker.send(SIGTERM)
        #expect(await worker.end().status == 0)
    }

    @Test("a program is ended by its time-out, not by the clock", arguments: [3600.0, -3600])
    func timeout(leap: Double) async throws {
        try await push("echo start >> $FOLDER/starts; sleep 600", timeout: 2)
        let worker = try start("queue-work", "--allow-commands", "--once", "--tries=1")
        defer { worker.send(SIGKILL) }
        #expect(try await eventually { starts() == 1 })
        clock.set(seconds: leap)
        #expect(await worker.end().status == 0)
        #expect(try await number("SELECT count(*) FROM failed_jobs WHERE error_message LIKE '%ran longer than%'") == 1)
    }

    @Test(
        "restarts, pauses and cancellations are heard by a worker whose clock was set", arguments: [3600.0, -3600])
    func steering(leap: Double) async throws {
        try await push("echo start >> $FOLDER/starts; sleep 600")
        let worker = try start("queue-work", "--allow-commands")
        defer { worker.send(SIGKILL) }
        #expect(try await eventually { starts() == 1 })
        clock.set(seconds: leap)
        // In the moment after a leap forwards the lease looks as if it had ended, and the job is freed; the worker notices.
        let answer = try await run("queue-cancel", "1").output
        #expect(answer.contains("was told to cancel it") || (leap > 0 && answer.contains("is cancelled")), "\(answer)")
        #expect(try await eventually { try await number("SELECT count(*) FROM failed_jobs") == 1 })
        #expect(try await run("queue-restart").status == 0)
        #expect(await worker.end().status == 0)
    }

    @Test("a restart that was asked for under a clock that was ahead ends no worker that begins later")
    func futureRestart() async throws {
        clock.set(seconds: 25_200)
        #expect(try await run("queue-restart").status == 0)
        clock.set(seconds: 0)
        #expect(try await run("queue-push", "NoOp").status == 0)
        let worker = try start("queue-work")
        defer { worker.send(SIGKILL) }
        #expect(try await eventually { try await number("SELECT count(*) FROM jobs") == 0 })
        #expect(worker.isRunning)
        #expect(try await run("queue-restart").status == 0)
        #expect(await worker.end().status == 0)
    }

    @Test("checks go on after a machine that started with its clock ahead, and monitors say so until then")
    func clockAheadAtStart() async throws {
        _ = try await run("account-add", "s1")
        _ = try await run("account-add", "s2")
        // The first pass learns the entries, a later one fires them.
        for ahead in [25_200.0, 25_380] {
            clock.set(seconds: ahead)
            #expect(try await run("schedule-run", "--once").status == 0)
        }
        clock.set(seconds: 0)
        let monitor = try await run("queue-monitor")
        #expect(monitor.status == 2 && monitor.output.contains("dated in the future"), "\(monitor)")
        let doctor = try await run("doctor")
        #expect(doctor.output.contains("dated in the future"))
        // A worker that starts sets it right; without one the schedule's next pass does.
        #expect(try await run("schedule-run", "--once").status == 0)
        let due = """
            SELECT count(*) FROM jobs WHERE kind = 'MonitorSessionHealth'
            AND available_at <= (julianday('now') - 2440587.5) * 86400000 + 1000
            """
        #expect(try await eventually { try await number(due) >= 2 })
    }

    @Test("the scheduler goes on firing, once each, wherever its clock leaps", arguments: [3600.0, -3600])
    func scheduler(leap: Double) async throws {
        #expect(
            try await run("schedule-add", "each-second", "--every", "everySecond", "--kind", "NoOp").status == 0)
        let scheduler = try start("schedule-work")
        defer { scheduler.send(SIGKILL) }
        func slots() async throws -> Int {
            try await number("SELECT count(*) FROM schedule_slots WHERE entry = 'each-second'")
        }
        #expect(try await eventually { try await slots() >= 2 })
        clock.set(seconds: leap)
        if leap > 0 {
            let before = try await slots()
            #expect(try await eventually { try await slots() >= before + 2 })
        } else {
            // What has fired does not fire again: it waits, and hears that the clock is right again.
            try await Task.sleep(for: .seconds(2))
        }
        clock.set(seconds: 0)
        let before = try await slots()
        #expect(try await eventually { try await slots() >= before + 2 })
        scheduler.send(SIGTERM)
        #expect(await scheduler.end().status == 0)
    }

    @Test("the page answers wherever its clock leaps")
    func page() async throws {
        let page = try start("serve", "--port", "0")
        defer { page.send(SIGKILL) }
        let address = try await page.line(after: "Denyut is at ")
        for leap in Self.leaps + [0] {
            clock.set(seconds: leap)
            let answer = try await RunningProcess(
                "/usr/bin/env",
                [
                    "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--max-time", "60",
                    address + "/healthz",
                ]
            ).end()
            #expect(answer.output == "200", "after \(leap) s: \(answer)")
        }
        page.send(SIGTERM)
        #expect(await page.end().status == 0)
    }
}
