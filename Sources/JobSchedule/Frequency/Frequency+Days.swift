extension Frequency {
    /// Every day at midnight.
    public static let daily = Frequency(minute: "0", hour: "0")
    /// Every Sunday at midnight.
    public static let weekly = Frequency(minute: "0", hour: "0", weekday: "0")
    /// On the first of every month at midnight.
    public static let monthly = Frequency(minute: "0", hour: "0", monthDay: "1")
    /// On the first of January, April, July and October at midnight.
    public static let quarterly = Frequency(minute: "0", hour: "0", monthDay: "1", month: "1,4,7,10")
    /// On the first of January at midnight.
    public static let yearly = Frequency(minute: "0", hour: "0", monthDay: "1", month: "1")

    /// Every day at that time (`HH:MM`).
    public static func dailyAt(_ time: String) -> Frequency {
        daily.at(time)
    }

    /// Every day at the beginning of two hours (0–23).
    public static func twiceDaily(_ first: Int = 1, _ second: Int = 13) -> Frequency {
        twiceDailyAt(first, second, 0)
    }

    /// Every day at two hours (0–23) and a minute (0–59).
    public static func twiceDailyAt(_ first: Int = 1, _ second: Int = 13, _ minute: Int) -> Frequency {
        Frequency(minute: "\(minute)", hour: list([first, second]))
    }

    /// Every week on those days at that time (`HH:MM`).
    public static func weeklyOn(_ days: Weekday..., at time: String = "0:00") -> Frequency {
        weekly.days(days).at(time)
    }

    /// Every month on that day (1–31) at that time (`HH:MM`); not in months that have no such day.
    public static func monthlyOn(_ day: Int, at time: String = "0:00") -> Frequency {
        daysOfMonth(day).at(time)
    }

    /// Every month on two days (1–31) at that time (`HH:MM`).
    public static func twiceMonthly(_ first: Int = 1, _ second: Int = 16, at time: String = "0:00") -> Frequency {
        daysOfMonth(first, second).at(time)
    }

    /// Every month on those days (1–31) at midnight.
    public static func daysOfMonth(_ days: Int...) -> Frequency {
        Frequency(minute: "0", hour: "0", monthDay: list(days))
    }

    /// On the last day of every month at that time (`HH:MM`).
    public static func lastDayOfMonth(at time: String = "0:00") -> Frequency {
        Frequency(minute: "0", hour: "0", monthDay: "L").at(time)
    }

    /// In January, April, July and October, on that day (1–31) at that time (`HH:MM`).
    public static func quarterlyOn(_ day: Int, at time: String = "0:00") -> Frequency {
        Frequency(minute: "0", hour: "0", monthDay: "\(day)", month: "1,4,7,10").at(time)
    }

    /// Every year in that month (1–12), on that day (1–31) at that time (`HH:MM`).
    public static func yearlyOn(_ month: Int, _ day: Int, at time: String = "0:00") -> Frequency {
        Frequency(minute: "0", hour: "0", monthDay: "\(day)", month: "\(month)").at(time)
    }

    /// At that time (`HH:MM`) of the days on which it runs.
    public func at(_ time: String) -> Frequency {
        with { frequency in
            try frequency.requireFields(for: "at")
            let time = try TimeOfDay(time)
            frequency.seconds = nil
            frequency.minute = "\(time.minute)"
            frequency.hour = "\(time.hour)"
        }
    }
}
