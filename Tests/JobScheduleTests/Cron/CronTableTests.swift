import JobSchedule
import Testing
import WallTime

@Suite("Tables of cron expressions")
struct CronTableTests {
    @Test("the tables hold what they promise")
    func tablesAreThere() {
        #expect(CronCase.all.count >= 300)
        #expect(Set(CronCase.all.map(\.testDescription)).count > 400)
    }

    @Test("the next runs are those of the table", arguments: CronCase.all)
    func next(row: CronCase) throws {
        let expression = try CronExpression(row.expression)
        let zone = try ScheduleZone(row.zone)
        var from = try ISO8601.parse(row.from)
        var isInclusive = row.isInclusive
        var runs: [String] = []
        for _ in 0..<max(1, row.runs.count) {
            guard let run = expression.next(from: from, inclusive: isInclusive, in: zone) else { break }
            runs.append(ISO8601.format(run, in: zone))
            (from, isInclusive) = (run, false)
        }
        #expect(runs == row.runs.map(Self.withSeconds))
    }

    @Test("going back from the last run gives the same runs", arguments: CronCase.all.filter { !$0.runs.isEmpty })
    func previous(row: CronCase) throws {
        let expression = try CronExpression(row.expression)
        let zone = try ScheduleZone(row.zone)
        let expected = try row.runs.map { try ISO8601.parse($0) }
        var runs: [Timestamp] = []
        var from = try #require(expected.last)
        for step in expected.indices {
            from = try #require(expression.previous(from: from, inclusive: step == 0, in: zone))
            runs.append(from)
        }
        #expect(runs.reversed() == expected)
    }

    @Test(
        "an expression is due at its runs and nowhere between them", arguments: CronCase.all.filter { !$0.runs.isEmpty }
    )
    func isDue(row: CronCase) throws {
        let expression = try CronExpression(row.expression)
        let zone = try ScheduleZone(row.zone)
        let runs = try row.runs.map { try ISO8601.parse($0) }
        let width: Duration = expression.hasSeconds ? .seconds(1) : .seconds(60)
        for (index, run) in runs.enumerated() {
            #expect(expression.isDue(at: run, in: zone))
            #expect(expression.isDue(at: run + width - .milliseconds(1), in: zone))
            guard index + 1 < runs.count, runs[index + 1] > run + width else { continue }
            #expect(!expression.isDue(at: run + width, in: zone))
        }
    }

    /// The tables leave out seconds that are zero.
    private static func withSeconds(_ time: String) -> String {
        let hasSeconds = time.dropFirst(16).first == ":"
        return hasSeconds ? time : time.prefix(16) + ":00" + time.dropFirst(16)
    }
}
