extension Frequency {
    /// At the beginning of every hour.
    public static let hourly = hourlyAt(0)
    /// At the beginning of hours 1, 3, 5, … 23.
    public static let everyOddHour = everyOddHour(at: 0)
    /// At the beginning of hours 0, 2, 4, … 22.
    public static let everyTwoHours = everyTwoHours(at: 0)
    /// At the beginning of hours 0, 3, 6, … 21.
    public static let everyThreeHours = everyThreeHours(at: 0)
    /// At the beginning of hours 0, 4, 8, … 20.
    public static let everyFourHours = everyFourHours(at: 0)
    /// At the beginning of hours 0, 6, 12 and 18.
    public static let everySixHours = everySixHours(at: 0)

    /// At those minutes (0–59) of every hour.
    public static func hourlyAt(_ minutes: Int...) -> Frequency {
        Frequency(minute: list(minutes))
    }

    /// At those minutes (0–59) of hours 1, 3, 5, … 23.
    public static func everyOddHour(at minutes: Int...) -> Frequency {
        Frequency(minute: list(minutes), hour: "1-23/2")
    }

    /// At those minutes (0–59) of hours 0, 2, 4, … 22.
    public static func everyTwoHours(at minutes: Int...) -> Frequency {
        Frequency(minute: list(minutes), hour: "*/2")
    }

    /// At those minutes (0–59) of hours 0, 3, 6, … 21.
    public static func everyThreeHours(at minutes: Int...) -> Frequency {
        Frequency(minute: list(minutes), hour: "*/3")
    }

    /// At those minutes (0–59) of hours 0, 4, 8, … 20.
    public static func everyFourHours(at minutes: Int...) -> Frequency {
        Frequency(minute: list(minutes), hour: "*/4")
    }

    /// At those minutes (0–59) of hours 0, 6, 12 and 18.
    public static func everySixHours(at minutes: Int...) -> Frequency {
        Frequency(minute: list(minutes), hour: "*/6")
    }

    static func list(_ values: [Int]) -> String {
        values.map(String.init).joined(separator: ",")
    }
}
