import Foundation
import Gateways
import JobQueue
import JobQueueSQLite
import JobSchedule
import Testing
import WallTime

@testable import DenyutCommands

@Suite("A row of schedule-list")
struct ScheduleListRowTests {
    private static let now = Timestamp(seconds: 1_741_500_000)  // 2025-03-09T06:00:00Z

    private func row(
        _ definition: EntryDefinition, state: EntryState? = nil, isPaused: Bool = false, runsHere: Bool = true,
        holders: [JobRecord] = [], fires: [FiredSlot] = [], zone: String = "UTC"
    ) throws -> ScheduleListRow {
        ScheduleListRow(
            entry: try ScheduleEntry(definition, origin: .database), state: state, isPaused: isPaused,
            runsHere: runsHere, holders: holders, fires: fires, now: Self.now, zone: try ScheduleZone(zone))
    }

    private func json(_ row: ScheduleListRow) throws -> JSON { try JSONParser.parse(Array(row.json.text.utf8)) }

    private static let reports = EntryDefinition(
        name: "reports", cron: "0 8 * * *", timezone: "Asia/Jakarta",
        job: NewJob(queue: "mail", kind: "SendReports", payload: Data(#"{"to":7}"#.utf8)), withoutOverlapping: true)

    private func liveJob(_ id: JobID, worker: String?, at time: Timestamp) -> JobRecord {
        JobRecord(
            id: id, state: worker == nil ? .pending : .running, queue: "mail", kind: "SendReports", createdAt: time,
            availableAt: time, worker: worker)
    }

    @Test("has the keys of Laravel")
    func laravelKeys() throws {
        let json = try json(row(Self.reports, zone: "Asia/Jakarta"))
        #expect(json["expression"] == "0 8 * * *")
        #expect(json["command"] == "SendReports")
        #expect(json["description"] == "reports")
        #expect(json["next_due_date"] == "2025-03-10 08:00:00 +07:00")
        #expect(json["next_due_date_human"] == "19 hours from now")
        #expect(json["timezone"] == "Asia/Jakarta")
        #expect(json["has_mutex"] == false)
        #expect(json["repeat_seconds"] == .null)
        #expect(json["environments"] == [])
    }

    @Test("tells what became of the last slot, and who holds the next one up")
    func state() throws {
        let due = Self.now - .hours(5)
        let fired = FiredSlot(
            slot: Slot(entry: "reports", due: due), firedAt: due + .milliseconds(1500), enqueued: 1, missed: 2)
        let holder = liveJob(JobID(7), worker: "worker-1", at: due)
        let row = try row(
            Self.reports, state: EntryState(countsFrom: .distantPast, cursor: due, lastFired: fired, missed: 9),
            holders: [holder], fires: [fired])
        let json = try json(row)
        #expect(json["has_mutex"] == true)
        #expect(json["held_by"]["job"] == 7)
        #expect(json["held_by"]["worker"] == "worker-1")
        #expect(json["missed"] == 9)
        #expect(json["last_fired"]["lateness"] == 1500)
        #expect(json["last_fires"] == .array([json["last_fired"]]))
        #expect(json["held_count"] == 1)
        #expect(json["last_fired"]["due_at"] == JSON.integer(due.milliseconds))
        #expect(json["next_due_at"] == JSON.integer(1_741_568_400_000))
        #expect(json["next_due_date_entry"] == "2025-03-10T08:00:00+07:00")
        #expect(
            row.cells == [
                "reports", "2025-03-10 01:00 = 08:00 Asia/Jakarta", "in 19h", "4h 59m ago",
                "1s",
                "9", "held",
            ])
    }

    @Test("says when the entry runs, as it was written and in words, with its zone where that is not UTC")
    func words() throws {
        #expect(try row(Self.reports).detail == "0 8 * * * · at 08:00 every day, Asia/Jakarta · SendReports on mail")
        let often = EntryDefinition(name: "often", every: "fiveMinutes", job: NewJob(kind: "NoOp"))
        #expect(try row(often).detail == "fiveMinutes · every 5 minutes · NoOp")
        #expect(try json(row(often))["words"] == "every 5 minutes")
    }

    @Test("tells how many jobs of an entry with several are live, and names one that runs")
    func severalHolders() throws {
        let holders = [
            liveJob(JobID(9), worker: "worker-1", at: Self.now),
            liveJob(JobID(7), worker: nil, at: Self.now),
        ]
        let row = try row(Self.reports, holders: holders)
        #expect(row.cells[6] == "held")
        #expect(row.detail.hasSuffix("SendReports on mail · 2 jobs live: job 9 runs on worker-1"))
        #expect(try json(row)["has_mutex"] == true)
        #expect(try json(row)["held_count"] == 2)
        #expect(try json(row)["held_by"]["job"] == 9)
    }

    @Test("says why an entry does not run")
    func notRunning() throws {
        var staging = Self.reports
        staging.environments = ["staging"]
        #expect(try row(staging, runsHere: false).cells[6] == "off")
        #expect(try row(staging, runsHere: false).detail.hasSuffix("SendReports on mail · only in staging"))
        #expect(try row(Self.reports, isPaused: true).cells[6] == "paused")
        #expect(try json(row(Self.reports, isPaused: true))["paused"] == true)
    }

    @Test("shows an entry that is never due")
    func never() throws {
        let row = try row(EntryDefinition(name: "never", cron: "0 0 30 2 *", job: NewJob(kind: "NoOp")))
        #expect(row.cells[1] == "never")
        #expect(row.detail == "0 0 30 2 * · never: no such date · NoOp")
        #expect(try json(row)["next_due_date"] == .null)
        #expect(try json(row)["next_due_date_human"] == .null)
    }

    @Test(
        "tells every how many seconds it runs",
        arguments: [
            ("*/10 * * * * *", JSON.integer(10)), ("* * * * * *", 1), ("5,9 * * * * *", .null), ("* * * * *", .null),
        ])
    func repeatSeconds(_ expression: String, _ expected: JSON) throws {
        let row = try row(EntryDefinition(name: "often", cron: expression, job: NewJob(kind: "NoOp")))
        #expect(try json(row)["repeat_seconds"] == expected)
    }

    @Test(
        "counts down in Laravel's words",
        arguments: [
            (Duration.zero, "0 seconds from now"), (.milliseconds(1999), "1 second from now"),
            (.seconds(59), "59 seconds from now"), (.seconds(60), "1 minute from now"),
            (.minutes(119), "1 hour from now"),
            (.days(6), "6 days from now"), (.days(13), "1 week from now"), (.days(45), "1 month from now"),
            (.days(800), "2 years from now"),
        ])
    func human(_ distance: Duration, _ expected: String) {
        #expect(ScheduleListRow.human(distance) == expected)
    }
}
