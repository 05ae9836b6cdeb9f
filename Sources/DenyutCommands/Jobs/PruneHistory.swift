import JobQueue

/// A job that deletes history that nobody needs any more: `{"days": 7}`.
struct PruneHistory: Job {
    static let kind = "PruneHistory"

    /// How old history must be, in days; more than 0. The default is 7.
    var days: Double?

    /// The days, checked.
    ///
    /// - Throws: `PayloadError` where they make no sense.
    func checkedDays() throws -> Int {
        let days = days ?? 7
        guard days >= 1, days <= 3650 else {
            throw PayloadError.undecodable(kind: Self.kind, reason: "\"days\" must be from 1 to 3650")
        }
        return Int(days)
    }
}
