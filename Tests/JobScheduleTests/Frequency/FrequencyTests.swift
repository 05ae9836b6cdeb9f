import JobSchedule
import Testing

@Suite("Frequencies")
struct FrequencyTests {
    @Test(
        "a word stands for an expression",
        arguments: [
            ("everySecond", "* * * * * *"), ("everyTwoSeconds", "*/2 * * * * *"), ("everyFiveSeconds", "*/5 * * * * *"),
            ("everyTenSeconds", "*/10 * * * * *"), ("everyFifteenSeconds", "*/15 * * * * *"),
            ("everyTwentySeconds", "*/20 * * * * *"), ("everyThirtySeconds", "*/30 * * * * *"),
            ("everyMinute", "* * * * *"), ("everyTwoMinutes", "*/2 * * * *"), ("everyThreeMinutes", "*/3 * * * *"),
            ("everyFourMinutes", "*/4 * * * *"), ("everyFiveMinutes", "*/5 * * * *"),
            ("everySixMinutes", "*/6 * * * *"),
            ("everyTenMinutes", "*/10 * * * *"), ("everyFifteenMinutes", "*/15 * * * *"),
            ("everyTwentyMinutes", "*/20 * * * *"), ("everyThirtyMinutes", "*/30 * * * *"), ("hourly", "0 * * * *"),
            ("hourlyAt:17", "17 * * * *"), ("hourlyAt:15,45", "15,45 * * * *"), ("everyOddHour", "0 1-23/2 * * *"),
            ("everyTwoHours", "0 */2 * * *"), ("everyTwoHours:30", "30 */2 * * *"), ("everyThreeHours", "0 */3 * * *"),
            ("everyFourHours", "0 */4 * * *"), ("everySixHours", "0 */6 * * *"), ("daily", "0 0 * * *"),
            ("dailyAt:13:00", "0 13 * * *"), ("at:8:05", "5 8 * * *"), ("twiceDaily", "0 1,13 * * *"),
            ("twiceDaily:2,14", "0 2,14 * * *"), ("twiceDailyAt:1,13,15", "15 1,13 * * *"), ("weekly", "0 0 * * 0"),
            ("weeklyOn:1,8:00", "0 8 * * 1"), ("weeklyOn:mon,Thursday,8:30", "30 8 * * 1,4"),
            ("weeklyOn:7", "0 0 * * 0"),
            ("monthly", "0 0 1 * *"), ("monthlyOn:4,15:00", "0 15 4 * *"), ("monthlyOn:4", "0 0 4 * *"),
            ("twiceMonthly:1,16,13:00", "0 13 1,16 * *"), ("lastDayOfMonth", "0 0 L * *"),
            ("lastDayOfMonth:15:00", "0 15 L * *"), ("daysOfMonth:1,10,20", "0 0 1,10,20 * *"),
            ("quarterly", "0 0 1 1,4,7,10 *"), ("quarterlyOn:4,14:00", "0 14 4 1,4,7,10 *"), ("yearly", "0 0 1 1 *"),
            ("yearlyOn:6,1,17:00", "0 17 1 6 *"), ("twoMinutes", "*/2 * * * *"), ("tenSeconds", "*/10 * * * * *"),
            ("minute", "* * * * *"), ("sixHours", "0 */6 * * *"), ("everyFiveMinutes weekdays", "*/5 * * * 1,2,3,4,5"),
            ("weekends hourly", "0 * * * 0,6"), ("dailyAt:9:00 mondays", "0 9 * * 1"),
            ("at:9:00 tuesdays", "0 9 * * 2"),
            ("at:9:00 wednesdays", "0 9 * * 3"), ("at:9:00 thursdays", "0 9 * * 4"), ("at:9:00 fridays", "0 9 * * 5"),
            ("at:9:00 saturdays", "0 9 * * 6"), ("at:9:00 sundays", "0 9 * * 0"),
            ("hourly days:mon,wed,5", "0 * * * 1,3,5"),
            ("  hourly \t between:8:00,17:00 timezone:Asia/Jakarta environments:production ", "0 * * * *"),
        ])
    func wordsMean(words: String, expression: String) throws {
        #expect(try Frequency(words: words).expression().source == expression)
    }

    @Test(
        "what is not known or not well formed is refused with the cure",
        arguments: [
            ("", "does not say how often"), ("weekdays", "does not say how often"),
            ("everyTwoMinuets", "mean everyTwoMinutes?"),
            ("everytwominutes", "mean everyTwoMinutes?"), ("twominutes", "mean everyTwoMinutes?"),
            ("hour", "mean hourly?"),
            ("everyDay", "mean daily?"), ("dayly", "mean daily?"), ("dailyAt", "write dailyAt:HH:MM"),
            ("dailyAt:25:00", "00:00 to 23:59"), ("dailyAt:1300", "HH:MM"), ("dailyAt:13:5", "HH:MM"),
            ("daily:13:00", "daily takes no arguments"), ("hourlyAt:60", "outside 0–59"),
            ("hourlyAt", "write hourlyAt:minute"),
            ("hourlyAt:+5", "write hourlyAt:minute"), ("twiceDaily:1", "write twiceDaily:hour,hour"),
            ("twiceDaily:1,24", "outside 0–23"), ("weeklyOn:moonday", "write weeklyOn:mon,thu,HH:MM"),
            ("monthlyOn:32", "outside 1–31"), ("monthlyOn:0", "outside 1–31"), ("yearlyOn:13,1", "outside 1–12"),
            ("hourly daily", "both say how often"), ("monthly weekdays", "either, not both"),
            ("hourly days:", "write days:mon"),
            ("hourly between:8:00", "write between:HH:MM,HH:MM"), ("hourly between:8,17", "no time of day"),
            ("hourly unlessBetween:0:00,23:59", "leaves no time"), ("hourly weekdays:1", "weekdays takes no arguments"),
            ("*/5 * * * *", "is no frequency"), (String(repeating: "hourly ", count: 100_000), "700000 bytes"),
            ("hourly " + String(repeating: "between:8:00,9:00 ", count: 9), "write several entries"),
        ])
    func refuses(words: String, cure: String) {
        #expect {
            try Frequency(words: words)
        } throws: { error in
            let message = "\(error)"
            let isGood = message.contains(cure) && message.utf8.count < 400
            if !isGood { Issue.record("\(message)") }
            return isGood
        }
    }

    @Test("the typed names make the same expressions as the words")
    func typedNames() throws {
        let pairs: [(Frequency, String)] = [
            (.everySecond, "everySecond"), (.everyThirtySeconds, "everyThirtySeconds"), (.everyMinute, "everyMinute"),
            (.everyTwoMinutes, "everyTwoMinutes"), (.everyTenMinutes, "everyTenMinutes"), (.hourly, "hourly"),
            (.hourlyAt(15, 45), "hourlyAt:15,45"), (.everyOddHour, "everyOddHour"),
            (.everyTwoHours(at: 30), "everyTwoHours:30"),
            (.everyThreeHours, "everyThreeHours"), (.everyFourHours(at: 5), "everyFourHours:5"),
            (.everySixHours, "everySixHours"),
            (.daily, "daily"), (.dailyAt("13:00"), "dailyAt:13:00"), (.daily.at("13:00"), "at:13:00"),
            (.twiceDaily(), "twiceDaily"), (.twiceDailyAt(3, 9, 20), "twiceDailyAt:3,9,20"), (.weekly, "weekly"),
            (.weeklyOn(.monday, .thursday, at: "8:00"), "weeklyOn:mon,thu,8:00"), (.monthly, "monthly"),
            (.monthlyOn(4, at: "15:00"), "monthlyOn:4,15:00"),
            (.twiceMonthly(1, 16, at: "13:00"), "twiceMonthly:1,16,13:00"),
            (.daysOfMonth(1, 10), "daysOfMonth:1,10"), (.lastDayOfMonth(at: "15:00"), "lastDayOfMonth:15:00"),
            (.quarterly, "quarterly"), (.quarterlyOn(4, at: "14:00"), "quarterlyOn:4,14:00"), (.yearly, "yearly"),
            (.yearlyOn(6, 1, at: "17:00"), "yearlyOn:6,1,17:00"), (.hourly.weekdays(), "hourly weekdays"),
            (.hourly.weekends(), "hourly weekends"), (.hourly.mondays(), "hourly mondays"),
            (.hourly.sundays(), "hourly sundays"),
            (.hourly.days(.monday, .wednesday), "hourly days:mon,wed"),
            (.hourly.between("8:00", "17:00"), "hourly between:8:00,17:00"),
            (.hourly.unlessBetween("23:00", "4:00"), "hourly unlessBetween:23:00,4:00"),
            (
                .hourly.timezone("Asia/Jakarta").environments("production"),
                "hourly timezone:Asia/Jakarta environments:production"
            ),
        ]
        for (frequency, words) in pairs { #expect(frequency == (try Frequency(words: words)), "\(words)") }
    }

    @Test("what is wrong with a frequency is told when its expression is asked for, and only the first thing")
    func problemsWait() {
        let wrong = Frequency.dailyAt("25:00").between("x", "y").weekdays()
        let error = #expect(throws: ScheduleError.self) { try wrong.expression() }
        #expect(error?.message.contains("25:00") == true)
        #expect(throws: CronError.self) { try Frequency.hourlyAt(75).expression() }
        #expect(throws: ScheduleError.self) { try Frequency.monthly.weekdays().expression() }
        #expect(throws: ScheduleError.self) { try Frequency.cron("0 0 * * *").weekdays().expression() }
        #expect(throws: ScheduleError.self) { try Frequency.hourly.days([]).expression() }
    }
}
