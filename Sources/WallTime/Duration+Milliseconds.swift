extension Duration {
    /// The duration in whole milliseconds, rounded towards zero; saturates at the ends of `Int64`.
    public var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carried) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return carried ? (seconds < 0 ? .min : .max) : sum
    }

    /// The duration in seconds, with its fraction.
    public var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }

    /// A number of minutes.
    public static func minutes(_ count: some BinaryInteger) -> Duration {
        .seconds(Int64(count) * 60)
    }

    /// A number of hours.
    public static func hours(_ count: some BinaryInteger) -> Duration {
        .seconds(Int64(count) * 3600)
    }

    /// A number of days of 24 hours.
    public static func days(_ count: some BinaryInteger) -> Duration {
        .seconds(Int64(count) * 86400)
    }
}
