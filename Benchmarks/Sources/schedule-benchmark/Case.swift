import WallTime

/// A question: when is an expression due next?
struct Case {
    let expression: String
    let zone: String
    let from: Timestamp

    /// All kinds of fields that croniter reads as well: intervals, fixed times, lists, both day fields, last days, rare dates.
    static let expressions = [
        "* * * * *", "*/2 * * * *", "*/15 8-18 * * MON-FRI", "30 3 * * *", "15,45 6,18 * * *", "0 0 * * SUN",
        "0 9 1 * *", "0 0 1,15 * FRI", "59 23 L * *", "0 12 * * MON#1", "0 0 1 1 *", "5 4 29 2 *", "10-50/7 */3 * * *",
        "0 22 * 6-8 1-5", "0 2 * * *", "23 0-20/2 * * *",
    ]
    static let zones = [
        "UTC", "Asia/Jakarta", "America/Chicago", "Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo",
        "Asia/Kathmandu", "America/Santiago",
    ]

    /// So many cases, the same in every run.
    static func all(_ count: Int) -> [Case] {
        let start: Int64 = 1_577_836_800  // 2020-01-01T00:00:00Z
        let tenYears: Int64 = 315_532_800
        // A step that is coprime to the ten years, so that the instants are spread evenly.
        let step: Int64 = 7_776_013
        return (0..<count).map { index in
            Case(
                expression: expressions[index % expressions.count],
                zone: zones[index / expressions.count % zones.count],
                from: Timestamp(seconds: start + Int64(index) * step % tenYears))
        }
    }
}
