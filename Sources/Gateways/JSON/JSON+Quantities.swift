package import WallTime

extension JSON {
    /// A time, written as ISO 8601 or as a number since 1970 in seconds or milliseconds.
    package var timestamp: Timestamp? {
        switch self {
        case .string(let text): Timestamp(iso8601: text) ?? Double(text).flatMap(Timestamp.init(epoch:))
        case .integer(let value): Timestamp(epoch: Double(value))
        case .number(let value): Timestamp(epoch: value)
        default: nil
        }
    }

    /// A number of seconds, taken as a duration; nil where it is negative or beyond a century.
    package var seconds: Duration? {
        guard let value = double, value >= 0, value < 3.2e9 else { return nil }
        return .milliseconds(Int64(value * 1000))
    }

    /// A count or a number of bytes; nil where it is negative.
    package var count: Int? {
        int.flatMap { $0 >= 0 ? $0 : nil }
    }

    /// A number of mebibytes, as bytes.
    package var mebibytes: Int64? {
        guard let value = double, value >= 0, value < 1e9 else { return nil }
        return Int64(value * 1_048_576)
    }
}

extension JSON {
    /// Memory as bytes or as megabytes, whichever it can be: no Node process has a heap of less than a megabyte, and
    /// none has a terabyte.
    package var memory: Int64? {
        guard let value = double, value >= 0, value < 1e15 else { return nil }
        return value < 1_000_000 ? mebibytes : Int64(value)
    }
}
