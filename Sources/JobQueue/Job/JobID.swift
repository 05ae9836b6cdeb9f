//  JobQueue: jobs, leases, retries, middleware and the worker.
//
//  Imports WallTime, swift-log, swift-metrics and FoundationEssentials (JSON). It knows no database and does no I/O of
//  its own: everything that must be kept goes through a `JobStore`, everything that must be waited for through a
//  `WakeUp` or a `WallClock`. The way of a job through it: `Queue.enqueue` → `JobStore` → `Worker` → `JobRegistry` → the
//  handler → `Settlement` → `JobStore`.

/// The number of a job: given by the store, rising, never used again.
public struct JobID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The number, greater than 0.
    public let rawValue: Int64

    /// Makes the id of that number.
    public init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// Reads a number.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(Int64.self))
    }

    /// Writes a number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    /// Whether the left one was enqueued before the right one.
    public static func < (left: JobID, right: JobID) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The number in decimal.
    public var description: String {
        String(rawValue)
    }
}
