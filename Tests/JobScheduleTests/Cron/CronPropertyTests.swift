import JobSchedule
import SeededRandom
import Testing
import WallTime

@Suite("What holds for every cron expression")
struct CronPropertyTests {
    @Test("the next run is later, due, and the first: none lies between", arguments: UInt64(0)..<1500)
    func nextIsTheFirst(seed: UInt64) throws {
        var maker = RandomExpression(random: SeededGenerator(seed: seed))
        let text = maker.expression(withSeconds: seed.isMultiple(of: 3))
        let zone = try ScheduleZone(maker.random.pick(RandomExpression.zones))
        let expression = try CronExpression(text)
        let from = maker.instant(in: zone)
        guard let next = expression.next(after: from, in: zone) else { return }
        let place = Comment(rawValue: "\(text) in \(zone) after \(ISO8601.format(from, in: zone))")
        #expect(next > from, place)
        #expect(expression.isDue(at: next, in: zone), place)
        #expect(expression.next(from: next, inclusive: true, in: zone) == next, place)
        // Up to a day of instants in between, each asked by itself.
        let step: Duration = expression.hasSeconds ? .seconds(1) : .seconds(60)
        var instant = next - step
        var looked = 0
        while instant > from, looked < 1440 {
            #expect(expression.next(from: instant, inclusive: true, in: zone) == next, place)
            #expect(!expression.isDue(at: instant, in: zone), place)
            instant = instant - step
            looked += 1
        }
    }

    @Test("previous undoes next, next undoes previous", arguments: UInt64(0)..<1500)
    func previousUndoesNext(seed: UInt64) throws {
        var maker = RandomExpression(random: SeededGenerator(seed: 10_000 + seed))
        let text = maker.expression(withSeconds: seed.isMultiple(of: 3))
        let zone = try ScheduleZone(maker.random.pick(RandomExpression.zones))
        let expression = try CronExpression(text)
        let from = maker.instant(in: zone)
        let place = Comment(rawValue: "\(text) in \(zone) after \(ISO8601.format(from, in: zone))")
        guard let next = expression.next(after: from, in: zone) else { return }
        #expect(expression.previous(from: next, inclusive: true, in: zone) == next, place)
        guard let later = expression.next(after: next, in: zone) else { return }
        #expect(expression.previous(before: later, in: zone) == next, place)
        #expect(expression.previous(before: later + .milliseconds(-1), in: zone) == next, place)
        let previous = expression.previous(from: from, inclusive: true, in: zone)
        if let previous { #expect(expression.next(after: previous, in: zone) == next, place) }
    }

    @Test("a fixed time runs once for each of its dates, whatever the clocks do", arguments: RandomExpression.zones)
    func fixedTimesRunOncePerDate(name: String) throws {
        let zone = try ScheduleZone(name)
        let days = (2010...2013).reduce(0) { $0 + ($1.isMultiple(of: 4) ? 366 : 365) }
        for expression in ["30 1 * * *", "15 2 * * *", "30 0 * * *", "45 23 * * *", "0 12 * * *"] {
            let cron = try CronExpression(expression)
            var count = 0
            var run = cron.next(
                from: try ISO8601.parse("2010-01-01T00:00", in: zone), inclusive: true, in: zone)
            let end = try ISO8601.parse("2014-01-01T00:00", in: zone)
            while let due = run, due < end {
                count += 1
                run = cron.next(after: due, in: zone)
            }
            #expect(count == days, "\(expression) in \(name)")
        }
    }

    @Test("what can match no date has neither a next nor a previous run")
    func never() throws {
        let zone = try ScheduleZone("America/Chicago")
        for text in ["0 0 30 2 *", "* * 31 2,4,6,9,11 *", "0 0 31W 4 ?", "*/5 * 30-31 2 *"] {
            let expression = try CronExpression(text)
            for year in ["0001", "1970", "2024", "9999"] {
                let from = try ISO8601.parse("\(year)-06-01T00:00Z")
                #expect(expression.next(after: from, in: zone) == nil)
                #expect(expression.previous(before: from, in: zone) == nil)
                #expect(!expression.isDue(at: from, in: zone))
            }
        }
    }

    @Test("the ends of time are answered, not crashed into")
    func endsOfTime() throws {
        let everyMinute = try CronExpression("* * * * *")
        for zone in [ScheduleZone.utc, try ScheduleZone("Pacific/Kiritimati"), try ScheduleZone("America/Chicago")] {
            #expect(everyMinute.next(after: .distantFuture, in: zone) == nil)
            #expect(everyMinute.previous(before: .distantPast, in: zone) == nil)
            #expect(!everyMinute.isDue(at: .distantFuture, in: zone))
            #expect(!everyMinute.isDue(at: .distantPast, in: zone))
            #expect(everyMinute.next(after: .distantPast, in: zone) != nil)
            #expect(everyMinute.previous(before: .distantFuture, in: zone) != nil)
            let fixed = try CronExpression("0 0 1 1 *")
            #expect(fixed.next(after: .distantFuture, in: zone) == nil)
            #expect(fixed.next(after: try ISO8601.parse("9999-06-01T00:00Z"), in: zone) == nil)
            #expect(fixed.previous(before: .distantPast, in: zone) == nil)
        }
    }

    @Test("a fraction of a second before a run counts as before it, after it as after it")
    func fractions() throws {
        let expression = try CronExpression("0 12 * * *")
        let noon = try ISO8601.parse("2024-05-15T12:00:00Z")
        #expect(expression.next(after: noon - .milliseconds(1), in: .utc) == noon)
        #expect(expression.next(from: noon + .milliseconds(1), inclusive: true, in: .utc) == noon + .days(1))
        #expect(expression.previous(before: noon + .milliseconds(1), in: .utc) == noon)
        #expect(expression.previous(from: noon - .milliseconds(1), inclusive: true, in: .utc) == noon - .days(1))
        #expect(expression.next(after: Timestamp(milliseconds: -1), in: .utc) == Timestamp(seconds: 43_200))
    }
}
