import JobQueue
import SeededRandom
import Testing
import WallTime

@testable import JobSchedule

@Suite("Which slots fire")
struct SlotPlannerTests {
    static func time(_ text: String) throws -> Timestamp {
        try ISO8601.parse("2026-03-10T\(text)Z")
    }

    /// Plans an entry on 10 March 2026; times without a date are of that day, UTC.
    static func plan(
        _ cron: String, _ policy: MissedSlots = .once, cursor: String? = nil, countsFrom: String = "00:00:00",
        lastPass: String? = nil, now: String
    ) throws -> SlotPlan {
        SlotPlanner.plan(
            Timetable(try CronExpression(cron), in: .utc), policy: policy,
            state: EntryState(countsFrom: try time(countsFrom), cursor: try cursor.map(time)),
            lastPass: try lastPass.map(time), now: try time(now))
    }

    static func due(_ plan: SlotPlan) -> [String] {
        plan.firings.map { String(ISO8601.format($0.due).dropFirst(11).prefix(8)) }
    }

    @Test(
        "in time: the slot since the cursor fires, and nothing else",
        arguments: [
            ("12:00:00", "12:01:00", ["12:01:00"]), ("12:00:00", "12:01:59.999", ["12:01:00"]),
            ("12:00:00", "12:00:59.999", []), ("12:01:00", "12:01:00", []), ("12:01:00", "12:01:59", []),
            ("12:01:00", "12:02:00.001", ["12:02:00"]),
        ])
    func inTime(cursor: String, now: String, fires: [String]) throws {
        for policy in [MissedSlots.skip, .once, .all] {
            let plan = try Self.plan("* * * * *", policy, cursor: cursor, now: now)
            #expect(Self.due(plan) == fires)
            #expect(plan.totalMissed == 0)
        }
    }

    @Test("an entry counts from the beginning of the minute in which it was first seen")
    func firstSight() throws {
        #expect(Self.due(try Self.plan("* * * * *", countsFrom: "12:00:40", now: "12:00:40")) == ["12:00:00"])
        #expect(
            Self.due(try Self.plan("* * * * *", .all, countsFrom: "12:00:40", now: "12:02:10"))
                == ["12:00:00", "12:01:00", "12:02:00"])
        #expect(Self.due(try Self.plan("59 11 * * *", .all, countsFrom: "12:00:40", now: "12:00:40")).isEmpty)
    }

    @Test(
        "after a stall of ten minutes the policy decides",
        arguments: [
            (MissedSlots.skip, ["12:10:00"], 9), (.once, ["12:10:00"], 9),
            (.all, (1...10).map { "12:\($0 < 10 ? "0" : "")\($0):00" }, 0),
            (MissedSlots(.all, within: .minutes(3)), ["12:08:00", "12:09:00", "12:10:00"], 7),
            (MissedSlots(.all, within: .seconds(30)), ["12:10:00"], 9),
            (MissedSlots(.once, within: .seconds(10)), [], 10),
        ])
    func stall(policy: MissedSlots, fires: [String], missed: Int) throws {
        let plan = try Self.plan("* * * * *", policy, cursor: "12:00:00", now: "12:10:20")
        #expect(Self.due(plan) == fires)
        #expect(plan.totalMissed == missed)
        #expect(plan.cursor == (try Self.time("12:10:00")))
    }

    @Test(
        "a slot of long ago fires late, once, unless it is to be skipped",
        arguments: [(MissedSlots.skip, [], 1), (.once, ["03:00:00"], 0), (.all, ["03:00:00"], 0)]
            as [(MissedSlots, [String], Int)])
    func lateDailySlot(policy: MissedSlots, fires: [String], missed: Int) throws {
        let plan = try Self.plan("0 3 * * *", policy, countsFrom: "02:00:00", now: "09:30:00")
        #expect(Self.due(plan) == fires)
        #expect(plan.totalMissed == missed)
        #expect(plan.firings.allSatisfy { $0.lateness == .minutes(390) })
    }

    @Test("a suspend of a day: the newest slot stands for the rest, or all of them come")
    func suspendOfADay() throws {
        let now = try ISO8601.parse("2026-03-11T12:00:30Z")
        let state = EntryState(countsFrom: try Self.time("00:00:00"), cursor: try Self.time("12:00:00"))
        let hourly = Timetable(try CronExpression("0 * * * *"), in: .utc)
        let once = SlotPlanner.plan(hourly, policy: .once, state: state, lastPass: state.cursor, now: now)
        #expect(once.firings.map(\.due) == [now - .seconds(30)])
        #expect(once.totalMissed == 23)
        let all = SlotPlanner.plan(hourly, policy: .all, state: state, lastPass: state.cursor, now: now)
        #expect(all.firings.count == 24)
        #expect(all.totalMissed == 0)
    }

    @Test("a stall of years is answered at once: counts are bounded, and the rest follows pass by pass")
    func boundedWork() throws {
        let secondly = Timetable(try CronExpression("* * * * * *"), in: .utc)
        let begin = try Self.time("00:00:00")
        let now = begin + .days(3650)
        let once = SlotPlanner.plan(
            secondly, policy: .once, state: EntryState(countsFrom: begin), lastPass: nil, now: now)
        #expect(once.firings.map(\.due) == [now])
        #expect(once.totalMissed == SlotPlan.maximumCount)
        var state = EntryState(countsFrom: begin)
        for pass in 0..<3 {
            let all = SlotPlanner.plan(secondly, policy: .all, state: state, lastPass: nil, now: now)
            #expect(all.firings.count == SlotPlan.maximumFirings)
            #expect(all.hasMore)
            #expect(all.firings.first?.due == begin + .seconds(pass * SlotPlan.maximumFirings))
            state.cursor = all.cursor
        }
    }

    @Test("two hosts whose clocks differ by 30 s: the slower one finds its slots settled")
    func skewedHosts() throws {
        #expect(try Self.plan("* * * * *", cursor: "12:01:00", lastPass: "12:01:00", now: "12:00:30") == SlotPlan())
        #expect(try Self.plan("* * * * *", cursor: "12:01:00", lastPass: "12:01:00", now: "12:01:00") == SlotPlan())
        #expect(Self.due(try Self.plan("* * * * *", cursor: "12:01:00", now: "12:02:00")) == ["12:02:00"])
        let subMinute = try Self.plan("*/5 * * * * *", cursor: "12:01:00", lastPass: "12:01:00", now: "12:00:30")
        #expect(subMinute == SlotPlan())
    }

    @Test("a clock that jumps forward an hour is a stall of an hour")
    func clockForward() throws {
        let plan = try Self.plan("*/10 * * * *", cursor: "12:00:00", lastPass: "12:00:00", now: "13:00:05")
        #expect(Self.due(plan) == ["13:00:00"])
        #expect(plan.totalMissed == 5)
    }

    @Test("a clock that jumps back an hour: slots of the hour are offered again for the store to judge, none is missed")
    func clockBack() throws {
        let first = try Self.plan("*/10 * * * *", cursor: "13:00:00", lastPass: "13:05:00", now: "12:00:05")
        #expect(first.clockWentBack)
        #expect(Self.due(first) == ["12:00:00"])
        #expect(first.cursor == nil)
        #expect(first.totalMissed == 0)
        let between = try Self.plan("*/10 * * * *", cursor: "13:00:00", lastPass: "12:01:00", now: "12:05:00")
        #expect(Self.due(between) == ["12:00:00"])
        let tooOld = try Self.plan("0 10 * * *", cursor: "13:00:00", lastPass: "12:01:00", now: "12:05:00")
        #expect(Self.due(tooOld).isEmpty)
        let all = try Self.plan("* * * * *", .all, cursor: "13:00:00", lastPass: "13:05:00", now: "12:05:30")
        #expect(Self.due(all) == (1...5).map { "12:0\($0):00" })
        let after = try Self.plan("*/10 * * * *", cursor: "13:00:00", lastPass: "13:00:30", now: "13:10:00")
        #expect(!after.clockWentBack)
        #expect(Self.due(after) == ["13:10:00"])
    }

    @Test("a stall inside the repeated hour is made up for by the policy, measured from the last pass")
    func stallAfterClockBack() throws {
        let once = try Self.plan("* * * * *", .once, cursor: "13:00:00", lastPass: "12:05:00", now: "12:15:10")
        #expect(Self.due(once) == ["12:15:00"])
        let all = try Self.plan("* * * * *", .all, cursor: "13:00:00", lastPass: "12:05:00", now: "12:15:10")
        #expect(Self.due(all) == (6...15).map { "12:\($0 < 10 ? "0" : "")\($0):00" })
        #expect(all.totalMissed == 0)
    }

    @Test("an old daily slot is not fired again because the clock went back over it")
    func dailySlotAfterClockBack() throws {
        let plan = try Self.plan("0 3 * * *", cursor: "03:00:00", lastPass: "03:30:00", now: "02:30:00")
        #expect(Self.due(plan).isEmpty)
        #expect(plan.cursor == nil)
    }

    @Test("the cursor never moves back")
    func cursorIsMonotone() throws {
        var random = SeededGenerator(seed: 3)
        let timetable = Timetable(try CronExpression("*/7 * * * *"), in: try ScheduleZone("America/Chicago"))
        let base = try Self.time("12:00:00")
        for _ in 0..<3000 {
            let cursor = timetable.previous(
                from: base + .seconds(Int64.random(in: -20_000...20_000, using: &random)), inclusive: true,
                notBefore: .distantPast)
            let now = base + .seconds(Int64.random(in: -20_000...20_000, using: &random))
            let policy = random.pick([MissedSlots.skip, .once, .all])
            let state = EntryState(countsFrom: base - .days(2), cursor: cursor)
            let plan = SlotPlanner.plan(timetable, policy: policy, state: state, lastPass: nil, now: now)
            if let next = plan.cursor, let cursor { #expect(next >= cursor) }
            #expect(plan.firings.allSatisfy { $0.due <= now && $0.lateness == now - $0.due })
            #expect(plan.firings.map(\.due) == plan.firings.map(\.due).sorted())
        }
    }

    @Test("between-times narrow the slots, across midnight too")
    func windows() throws {
        let entry = try ScheduleEntry(
            "night", .hourly.between("22:00", "2:00").unlessBetween("23:30", "0:30"), job: NewJob(kind: "NoOp"))
        var due = try Self.time("12:00:00")
        var hours: [String] = []
        for _ in 0..<6 {
            due = try #require(entry.timetable.next(after: due))
            hours.append(String(ISO8601.format(due).dropFirst(8).prefix(8)))
        }
        #expect(hours == ["10T22:00", "10T23:00", "11T01:00", "11T02:00", "11T22:00", "11T23:00"])
        #expect(
            entry.timetable.previous(from: try Self.time("21:59:59"), inclusive: true, notBefore: .distantPast)
                == (try Self.time("02:00:00")))
        #expect(
            entry.timetable.previous(
                from: try Self.time("21:59:59"), inclusive: true, notBefore: try Self.time("02:00:01")) == nil)
    }

    @Test("a between-time that no slot falls into is never due, and that is found at once")
    func windowsWithoutSlots() throws {
        for frequency in [
            Frequency.dailyAt("3:00").between("8:00", "17:00"),
            .everyMinute.between("8:00", "9:00").between("10:00", "11:00"),
            .everySecond.unlessBetween("0:00", "12:00").unlessBetween("12:00", "23:58").between("1:00", "2:00"),
        ] {
            let entry = try ScheduleEntry("never", frequency, job: NewJob(kind: "NoOp"))
            #expect(entry.timetable.next(after: try Self.time("00:00:00")) == nil)
        }
    }

    @Test("where the clock goes back, between-times count for both passes", arguments: [true, false])
    func windowsInTheRepeatedHour(isInside: Bool) throws {
        let frequency = Frequency.cron("*/15 * * * *").timezone("America/Chicago")
        let narrowed = isInside ? frequency.between("1:15", "1:30") : frequency.unlessBetween("1:45", "2:10")
        let entry = try ScheduleEntry("autumn", narrowed, job: NewJob(kind: "NoOp"))
        var due = try ISO8601.parse("2025-11-02T00:59:00-05:00")
        var times: [String] = []
        while let next = entry.timetable.next(after: due), next < (try ISO8601.parse("2025-11-02T02:20:00-06:00")) {
            times.append(String(ISO8601.format(next, in: entry.timetable.zone).dropFirst(11)))
            due = next
        }
        #expect(
            times
                == (isInside
                    ? ["01:15:00-05:00", "01:30:00-05:00", "01:15:00-06:00", "01:30:00-06:00"]
                    : [
                        "01:00:00-05:00", "01:15:00-05:00", "01:30:00-05:00", "01:00:00-06:00", "01:15:00-06:00",
                        "01:30:00-06:00", "02:15:00-06:00",
                    ]))
    }
}
