extension Frequency {
    /// At every minute.
    public static let everyMinute = Frequency()
    /// At minutes 0, 2, 4, … of every hour.
    public static let everyTwoMinutes = Frequency(minute: "*/2")
    /// At minutes 0, 3, 6, … of every hour.
    public static let everyThreeMinutes = Frequency(minute: "*/3")
    /// At minutes 0, 4, 8, … of every hour.
    public static let everyFourMinutes = Frequency(minute: "*/4")
    /// At minutes 0, 5, 10, … of every hour.
    public static let everyFiveMinutes = Frequency(minute: "*/5")
    /// At minutes 0, 6, 12, … of every hour.
    public static let everySixMinutes = Frequency(minute: "*/6")
    /// At minutes 0, 10, … 50 of every hour.
    public static let everyTenMinutes = Frequency(minute: "*/10")
    /// At minutes 0, 15, 30 and 45 of every hour.
    public static let everyFifteenMinutes = Frequency(minute: "*/15")
    /// At minutes 0, 20 and 40 of every hour.
    public static let everyTwentyMinutes = Frequency(minute: "*/20")
    /// At minutes 0 and 30 of every hour.
    public static let everyThirtyMinutes = Frequency(minute: "*/30")
}
