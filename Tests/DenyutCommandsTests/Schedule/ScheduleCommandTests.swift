import ArgumentParser
import Basics
import Foundation
import GRDB
import Gateways
import JobQueue
import JobQueueSQLite
import JobSchedule
import Testing
import WallTime

@testable import DenyutCommands

@Suite("The commands of the schedule")
struct ScheduleCommandTests {
    private let folder: TemporaryCommandFolder

    init() throws {
        folder = try TemporaryCommandFolder()
    }

    /// Runs a command as the program would, on the database and the settings of the folder.
    private func run(_ arguments: String...) async throws {
        try await run(arguments)
    }

    private func run(_ arguments: [String]) async throws {
        var command = try #require(try parse(arguments) as? any AsyncParsableCommand)
        try await command.run()
    }

    private func parse(_ arguments: [String]) throws -> any ParsableCommand {
        let global = [
            "--database", "sqlite:\(folder.database)", "--config", folder.settings, "--log-level", "critical",
        ]
        return try Denyut.parseAsRoot(arguments + global)
    }

    private func count(ofKind kind: String) throws -> Int {
        try DatabaseQueue(path: folder.database).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs WHERE kind = ?", arguments: [kind]) ?? 0
        }
    }

    private func state() async throws -> ScheduleState {
        try await SQLiteScheduleStore(SQLiteJobStore(path: folder.database)).state()
    }

    @Test("an entry of the settings file fires in the minute in which it is first seen, and once")
    func runsFileEntries() async throws {
        try folder.writeSettings(
            #"{"schedule": [{"name": "sweep", "every": "everyMinute", "kind": "Sweep", "payload": {"a": 1}}]}"#)
        try await run("schedule-run")
        #expect(try count(ofKind: "Sweep") == 1)
        let tick = try #require(try await state().lastTick)
        #expect(tick.scheduler.hasSuffix(":\(getpid())"))
        #expect(try await state().entries["sweep"]?.lastFired?.enqueued == 1)
    }

    @Test("an entry that is paused does not fire, and the others do")
    func pauses() async throws {
        try folder.writeSettings(
            #"""
            {"schedule": [{"name": "a", "cron": "* * * * *", "kind": "A"}, {"name": "b", "cron": "* * * * *", "kind": "B"}]}
            """#)
        try await run("schedule-pause", "a")
        try await run("schedule-run")
        #expect(try count(ofKind: "A") == 0)
        #expect(try count(ofKind: "B") == 1)
        try await run("schedule-resume", "a")
        #expect(try await state().isPaused("a") == false)
        try await run("schedule-pause")
        #expect(try await state().isPaused("b"))
        try await run("schedule-resume")
        #expect(try await state().isPaused("b") == false)
    }

    @Test(
        "a name that nothing has is refused, with the nearest one",
        arguments: ["schedule-pause", "schedule-resume", "schedule-test"])
    func unknownName(_ command: String) async throws {
        try folder.writeSettings(#"{"schedule": [{"name": "reports", "cron": "0 8 * * *", "kind": "A"}]}"#)
        let error = await #expect(throws: ScheduleError.self) { try await run(command, "report") }
        #expect(error?.code == .unknownEntry)
        #expect(error?.message.contains("\"reports\"") == true)
    }

    @Test("schedule-test runs an entry now and leaves its slots alone")
    func testsAnEntry() async throws {
        try folder.writeSettings(
            #"{"schedule": [{"name": "yearly", "cron": "0 0 1 1 *", "kind": "A", "withoutOverlapping": true}]}"#)
        try await run("schedule-test", "yearly")
        try await run("schedule-test", "yearly")
        #expect(try count(ofKind: "A") == 1)
        #expect(try await state().entries.isEmpty)
    }

    @Test("entries are added, changed and removed at run time")
    func storedEntries() async throws {
        func stored() async throws -> [EntryDefinition] {
            try await SQLiteScheduleStore(SQLiteJobStore(path: folder.database)).storedEntries()
        }
        try await run("schedule-add", "nightly", "--cron", "0 3 * * *", "--kind", "NoOp", "--payload", #"{"a":1}"#)
        #expect(try await stored().map(\.job.payload) == [Data(#"{"a":1}"#.utf8)])
        let taken = await #expect(throws: ScheduleError.self) {
            try await run("schedule-add", "nightly", "--cron", "0 4 * * *", "--kind", "NoOp")
        }
        #expect(taken?.code == .duplicateEntry)
        try await run("schedule-edit", "nightly", "--every", "dailyAt:4:00")
        #expect(try await stored().map(\.every) == ["dailyAt:4:00"])
        try await run("schedule-remove", "nightly")
        #expect(try await stored().isEmpty)
        let gone = await #expect(throws: ScheduleError.self) { try await run("schedule-remove", "nightly") }
        #expect(gone?.code == .unknownEntry)
    }

    @Test(
        "what could never run is not stored",
        arguments: [
            ["--cron", "61 * * * *", "--kind", "NoOp"], ["--every", "sometimes", "--kind", "NoOp"],
            ["--cron", "* * * * *", "--kind", "NoOp", "--payload", "{"],
            ["--cron", "* * * * *", "--kind", ""],
            ["--cron", "* * * * *", "--kind", "NoOp", "--timezone", "Mars/Base"],
        ])
    func invalidEntries(_ options: [String]) async throws {
        await #expect(throws: (any Error).self) { try await run(["schedule-add", "bad"] + options) }
        #expect(
            try await SQLiteScheduleStore(SQLiteJobStore(path: folder.database)).storedEntries().isEmpty)
    }

    @Test("an entry of the settings file can be paused here, but not edited, removed or covered by another")
    func readOnlyEntries() async throws {
        try folder.writeSettings(#"{"schedule": [{"name": "reports", "cron": "0 8 * * *", "kind": "A"}]}"#)
        for arguments in [
            ["schedule-edit", "reports", "--kind", "B"], ["schedule-remove", "reports"],
            ["schedule-add", "reports", "--cron", "* * * * *", "--kind", "B"],
        ] {
            let error = await #expect(throws: ScheduleError.self) { try await run(arguments) }
            #expect(error?.code == .readOnlyEntry)
        }
    }

    @Test("all that is wrong with the entries of the settings file is said at once")
    func badSettings() async throws {
        try folder.writeSettings(
            #"""
            {"schedule": [{"name": "a", "cron": "61 * * * *", "kind": "A"}, {"name": "b", "every": "never", "kind": "B"}]}
            """#)
        let error = await #expect(throws: SettingsError.self) { try await run("schedule-run") }
        #expect(error?.problems.count == 2)
    }

    @Test(
        "a value of the wrong form is an error that names the key, never a default",
        arguments: [
            (#""priority": "high""#, "priority must be a whole number"),
            (#""environments": "production""#, "environments must be a list of names"),
            (#""environments": ["a", 1]"#, "environments must be a list of names"),
            (#""withoutOverlapping": "yes""#, "withoutOverlapping must be true or false"),
            (#""missedWindow": 1e300"#, "missedWindow must be a number of seconds from 0 to 315360000"),
            (#""delay": -1"#, "delay must be a number of seconds"),
            (#""startWithin": -1"#, "startWithin must be a number of seconds"),
            (#""attempts": 0"#, "attempts must be a whole number from 1"),
            (#""payloadVersion": "one""#, "payloadVersion must be a whole number from 1"),
            (#""missed": 7"#, "missed must be skip, once or all"), (#""queue": {}"#, "queue must be a text in quotes"),
        ])
    func wrongForms(_ member: String, _ problem: String) async throws {
        try folder.writeSettings(#"{"schedule": [{"name": "a", "cron": "* * * * *", "kind": "A", \#(member)}]}"#)
        let error = await #expect(throws: SettingsError.self) { try await run("schedule-list") }
        #expect(error?.problems.count == 1)
        #expect(error?.problems.first?.contains("schedule[0]: \(problem)") == true, "\(error?.problems ?? [])")
    }

    @Test("a pass with an entry that cannot be fired ends with exit code 1, and the others are fired")
    func failingEntry() async throws {
        try folder.writeSettings(#"{"schedule": [{"name": "good", "cron": "* * * * *", "kind": "Good"}]}"#)
        _ = try SQLiteJobStore(path: folder.database)
        try await DatabaseQueue(path: folder.database).write { db in
            try db.execute(
                sql: """
                    INSERT INTO schedule_entries (name, cron, kind, created_at, changed_at) VALUES ('bad', 'x', 'NoOp', 0, 0)
                    """)
        }
        let code = await #expect(throws: ExitCode.self) { try await run("schedule-run") }
        #expect(code == .failure)
        #expect(try count(ofKind: "Good") == 1)
        try await run("schedule-list")
    }

    @Test("the database keeps the schedule in due order for --next")
    func dueOrder() async throws {
        try folder.writeSettings(
            #"""
            {"schedule": [{"name": "year", "cron": "0 0 1 1 *", "kind": "A"}, {"name": "never", "cron": "0 0 30 2 *", "kind": "A"},
              {"name": "minute", "cron": "* * * * *", "kind": "A"}]}
            """#)
        let command = try #require(try parse(["schedule-list"]) as? ScheduleList)
        let context = try ScheduleContext(command.global.environment())
        let names = ["year", "never", "minute"]
        func order(_ inDueOrder: Bool) async throws -> [String] {
            try await ScheduleListing.read(context, zone: .utc, inDueOrder: inDueOrder).rows.map(\.entry.name)
                .filter(names.contains)
        }
        #expect(try await order(false) == names)
        #expect(try await order(true) == ["minute", "year", "never"])
    }

    @Test("the URL of the settings is asked after a pass in which all went well, and not after another")
    func pings() async throws {
        let server = try StubServer(.answer(200))
        defer { server.stop() }
        try folder.writeSettings(#"{"schedulePingURL": "http://127.0.0.1:\#(server.port)/ping"}"#)
        try await run("schedule-run", "--once")
        #expect(server.requests.map { $0.prefix(15) } == ["GET /ping HTTP/"])
        try await DatabaseQueue(path: folder.database).write { db in
            try db.execute(
                sql: """
                    INSERT INTO schedule_entries (name, cron, kind, created_at, changed_at) VALUES ('bad', 'x', 'NoOp', 0, 0)
                    """)
        }
        await #expect(throws: ExitCode.self) { try await run("schedule-run", "--once") }
        #expect(server.requests.count == 1)
    }

    @Test("schedule-list names the live jobs of an entry, also of one that enqueues a job for each account")
    func overlapOwner() async throws {
        try folder.writeSettings(
            #"{"schedule": [{"name": "long", "cron": "* * * * *", "kind": "A", "withoutOverlapping": true}]}"#)
        try await run("schedule-run", "--once")
        try await DatabaseQueue(path: folder.database).write { db in
            try db.execute(
                sql: """
                    INSERT INTO accounts (gateway, session, created_at, updated_at) VALUES ('g', 'a', 0, 0), ('g', 'b', 0, 0)
                    """)
        }
        try await run("schedule-test", "monitor-sessions")
        let command = try #require(try parse(["schedule-list"]) as? ScheduleList)
        let context = try ScheduleContext(command.global.environment())
        let rows = try await ScheduleListing.read(context, zone: .utc, inDueOrder: false).rows
        let holders = Dictionary(uniqueKeysWithValues: rows.map { ($0.entry.name, $0.holders.count) })
        #expect(holders["long"] == 1)
        #expect(holders["monitor-sessions"] == 2)
        #expect(holders["tend-history"] == 0)
        #expect(rows.first { $0.entry.name == "long" }?.fires.count == 1)
    }

    @Test(
        "a scheduler that is silent is an alert of queue-monitor and doctor, also under a clock that went back",
        arguments: [
            (Duration.seconds(180), true), (.seconds(20), false), (.seconds(-20), false), (.seconds(-600), true),
        ])
    func watchdog(_ age: Duration, _ isAlert: Bool) async throws {
        let store = try SQLiteJobStore(path: folder.database)
        let tick = ScheduleTick(at: SystemClock().now() - age, scheduler: "a:1")
        try await SQLiteScheduleStore(store).record(tick)
        let report = try await QueueMonitorReport.read(store, queues: nil, limits: .init(maxSize: 10))
        #expect(report.isAlert == isAlert)
        #expect((report.schedulerAlert != nil) == isAlert)
        let finding = try await DoctorReport.findings(store, now: SystemClock().now()).first { $0.name == "scheduler" }
        #expect(finding?.verdict == (isAlert ? .error : .ok))
    }
}
