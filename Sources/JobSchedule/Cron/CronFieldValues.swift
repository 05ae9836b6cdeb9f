/// What a field without day rules says.
struct CronFieldValues: Hashable, Sendable {
    /// Bit n is the value n.
    var mask: UInt64
    /// Whether the field contains `*` or `/`.
    var hasStarOrStep = false
}
