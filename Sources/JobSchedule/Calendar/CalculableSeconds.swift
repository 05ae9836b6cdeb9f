import WallTime

/// Instants in whole seconds, kept inside the years 1–9999 so that no sum overflows.
enum CalculableSeconds {
    static func clamp(_ seconds: Int64) -> Int {
        Int(min(max(seconds, Int64(LocalTime.earliest.seconds)), Int64(LocalTime.latest.seconds)))
    }

    /// Whether an instant lies in the years that are calculated with.
    static func contains(_ instant: Timestamp) -> Bool {
        (Int64(LocalTime.earliest.seconds)...Int64(LocalTime.latest.seconds)).contains(instant.seconds)
    }
}
