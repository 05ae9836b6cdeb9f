extension FrequencyWord {
    /// Every word there is, those that say how often first.
    static let all: [FrequencyWord] = seconds + minutes + hours + daysAndMore + weekdays + constraints

    private static let seconds = [
        plain("everySecond", .everySecond), plain("everyTwoSeconds", .everyTwoSeconds),
        plain("everyFiveSeconds", .everyFiveSeconds), plain("everyTenSeconds", .everyTenSeconds),
        plain("everyFifteenSeconds", .everyFifteenSeconds), plain("everyTwentySeconds", .everyTwentySeconds),
        plain("everyThirtySeconds", .everyThirtySeconds),
    ]

    private static let minutes = [
        plain("everyMinute", .everyMinute), plain("everyTwoMinutes", .everyTwoMinutes),
        plain("everyThreeMinutes", .everyThreeMinutes), plain("everyFourMinutes", .everyFourMinutes),
        plain("everyFiveMinutes", .everyFiveMinutes), plain("everySixMinutes", .everySixMinutes),
        plain("everyTenMinutes", .everyTenMinutes), plain("everyFifteenMinutes", .everyFifteenMinutes),
        plain("everyTwentyMinutes", .everyTwentyMinutes), plain("everyThirtyMinutes", .everyThirtyMinutes),
    ]

    private static let hours = [
        plain("hourly", .hourly),
        atMinutes("hourlyAt", hours: "*", isRequired: true),
        atMinutes("everyOddHour", hours: "1-23/2"), atMinutes("everyTwoHours", hours: "*/2"),
        atMinutes("everyThreeHours", hours: "*/3"), atMinutes("everyFourHours", hours: "*/4"),
        atMinutes("everySixHours", hours: "*/6"),
    ]

    private static let daysAndMore = [
        plain("daily", .daily), plain("weekly", .weekly), plain("monthly", .monthly), plain("quarterly", .quarterly),
        plain("yearly", .yearly),
        base("dailyAt", "HH:MM") { .dailyAt(try only($0)) },
        base("at", "HH:MM") { .dailyAt(try only($0)) },
        base("twiceDaily", "hour,hour") { arguments in
            let hours = arguments.isEmpty ? [1, 13] : try numbers(arguments, 2)
            return .twiceDaily(hours[0], hours[1])
        },
        base("twiceDailyAt", "hour,hour,minute") { arguments in
            let numbers = try numbers(arguments, 3)
            return .twiceDailyAt(numbers[0], numbers[1], numbers[2])
        },
        base("weeklyOn", "mon,thu,HH:MM") { arguments in
            let (days, time) = try withTime(arguments)
            return .weekly.days(try weekdays(days)).at(time)
        },
        base("monthlyOn", "day,HH:MM") { arguments in
            let (days, time) = try withTime(arguments)
            return .monthlyOn(try numbers(days, 1)[0], at: time)
        },
        base("twiceMonthly", "day,day,HH:MM") { arguments in
            let (arguments, time) = try withTime(arguments)
            let days = try numbers(arguments, 2)
            return .twiceMonthly(days[0], days[1], at: time)
        },
        base("daysOfMonth", "1,10,20") { arguments in
            let (arguments, time) = try withTime(arguments)
            let days = try numbers(arguments, arguments.count)
            return Frequency(minute: "0", hour: "0", monthDay: Frequency.list(days)).at(time)
        },
        base("lastDayOfMonth", "HH:MM") { arguments in
            let (rest, time) = try withTime(arguments)
            guard rest.isEmpty else { throw WrongForm() }
            return .lastDayOfMonth(at: time)
        },
        base("quarterlyOn", "day,HH:MM") { arguments in
            let (days, time) = try withTime(arguments)
            return .quarterlyOn(try numbers(days, 1)[0], at: time)
        },
        base("yearlyOn", "month,day,HH:MM") { arguments in
            let (arguments, time) = try withTime(arguments)
            let numbers = try numbers(arguments, 2)
            return .yearlyOn(numbers[0], numbers[1], at: time)
        },
    ]

    private static let weekdays = [
        onDays("weekdays") { $0.weekdays() }, onDays("weekends") { $0.weekends() }, onDays("mondays") { $0.mondays() },
        onDays("tuesdays") { $0.tuesdays() }, onDays("wednesdays") { $0.wednesdays() },
        onDays("thursdays") { $0.thursdays() }, onDays("fridays") { $0.fridays() },
        onDays("saturdays") { $0.saturdays() }, onDays("sundays") { $0.sundays() },
        constraint("days", "mon,wed,fri") { $0.days(try weekdays($1)) },
    ]

    private static let constraints = [
        constraint("between", "HH:MM,HH:MM") { frequency, arguments in
            guard arguments.count == 2 else { throw WrongForm() }
            return frequency.between(arguments[0], arguments[1])
        },
        constraint("unlessBetween", "HH:MM,HH:MM") { frequency, arguments in
            guard arguments.count == 2 else { throw WrongForm() }
            return frequency.unlessBetween(arguments[0], arguments[1])
        },
        constraint("timezone", "Asia/Jakarta") { $0.timezone(try only($1)) },
        constraint("environments", "production,staging") { $0.environments($1) },
    ]

    // MARK: Making words

    private static func plain(_ name: String, _ frequency: Frequency) -> FrequencyWord {
        base(name, "") { arguments in
            guard arguments.isEmpty else { throw WrongForm() }
            return frequency
        }
    }

    private static func base(
        _ name: String, _ form: String, _ make: @escaping @Sendable ([String]) throws -> Frequency
    ) -> FrequencyWord {
        FrequencyWord(name: name, form: form, meaning: .base(make))
    }

    private static func constraint(
        _ name: String, _ form: String, _ apply: @escaping @Sendable (Frequency, [String]) throws -> Frequency
    ) -> FrequencyWord {
        FrequencyWord(name: name, form: form, meaning: .constraint(apply))
    }

    private static func onDays(_ name: String, _ apply: @escaping @Sendable (Frequency) -> Frequency) -> FrequencyWord {
        constraint(name, "") { frequency, arguments in
            guard arguments.isEmpty else { throw WrongForm() }
            return apply(frequency)
        }
    }

    private static func atMinutes(_ name: String, hours: String, isRequired: Bool = false) -> FrequencyWord {
        base(name, "minute,minute") { arguments in
            guard !arguments.isEmpty || !isRequired else { throw WrongForm() }
            let minutes = arguments.isEmpty ? [0] : try numbers(arguments, arguments.count)
            return Frequency(minute: Frequency.list(minutes), hour: hours)
        }
    }

    // MARK: Reading arguments

    private static func only(_ arguments: [String]) throws -> String {
        guard arguments.count == 1, !arguments[0].isEmpty else { throw WrongForm() }
        return arguments[0]
    }

    private static func numbers(_ arguments: [String], _ count: Int) throws -> [Int] {
        let numbers = arguments.compactMap { text in
            text.utf8.count <= 2 && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
        }
        guard numbers.count == arguments.count, numbers.count == count, count > 0 else { throw WrongForm() }
        return numbers
    }

    private static func weekdays(_ arguments: [String]) throws -> [Weekday] {
        let days = arguments.compactMap(Weekday.init)
        guard days.count == arguments.count, !days.isEmpty else { throw WrongForm() }
        return days
    }

    /// Takes off a time of day at the end; midnight if there is none.
    private static func withTime(_ arguments: [String]) throws -> (rest: [String], time: String) {
        guard let last = arguments.last, last.contains(":") else { return (arguments, "0:00") }
        return (arguments.dropLast(), last)
    }
}
