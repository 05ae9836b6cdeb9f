/// The number of a batch: given by the store, rising, never used again.
public struct BatchID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
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

    /// Whether the left one was made before the right one.
    public static func < (left: BatchID, right: BatchID) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The number in decimal.
    public var description: String {
        String(rawValue)
    }
}
