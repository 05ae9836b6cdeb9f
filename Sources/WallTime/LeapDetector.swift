/// Notices that the time of day has leapt: that it went otherwise than the clock that nobody sets, because it was set or the
/// machine slept.
public struct LeapDetector: Sendable {
    /// What is less is a time server's gentle correction, or the time between the two looks at the clocks.
    public static let tolerance: Duration = .milliseconds(500)

    private var offset: Duration

    /// Begins with what the clocks show now.
    public init(_ reading: ClockReading) {
        offset = Self.offset(reading)
    }

    /// How far the time of day has leapt since the last look, forwards or (below zero) backwards; `nil`: it has not.
    public mutating func look(_ reading: ClockReading) -> Duration? {
        let offset = Self.offset(reading)
        defer { self.offset = offset }
        let leap = offset - self.offset
        return leap >= Self.tolerance || leap <= .zero - Self.tolerance ? leap : nil
    }

    private static func offset(_ reading: ClockReading) -> Duration {
        (reading.time - Timestamp(milliseconds: 0)) - reading.uptime
    }
}
