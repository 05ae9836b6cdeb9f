extension Frequency {
    /// At every second.
    public static let everySecond = Frequency(seconds: "*")
    /// At seconds 0, 2, 4, … of every minute.
    public static let everyTwoSeconds = Frequency(seconds: "*/2")
    /// At seconds 0, 5, 10, … of every minute.
    public static let everyFiveSeconds = Frequency(seconds: "*/5")
    /// At seconds 0, 10, … 50 of every minute.
    public static let everyTenSeconds = Frequency(seconds: "*/10")
    /// At seconds 0, 15, 30 and 45 of every minute.
    public static let everyFifteenSeconds = Frequency(seconds: "*/15")
    /// At seconds 0, 20 and 40 of every minute.
    public static let everyTwentySeconds = Frequency(seconds: "*/20")
    /// At seconds 0 and 30 of every minute.
    public static let everyThirtySeconds = Frequency(seconds: "*/30")
}
