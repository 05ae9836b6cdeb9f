/// Where in a distributed trace something happens: the value of a W3C `traceparent` header
/// (https://www.w3.org/TR/trace-context/#traceparent-header).
///
/// It is carried in the job's row. While a handler runs, `current` is the context of who enqueued its job, and jobs that it
/// encodes or enqueues belong to the same trace. Programs that make spans of their own give them as parent:
/// `.trace("00-…")`.
public struct TraceContext: Hashable, Sendable, CustomStringConvertible {
    /// The trace: 32 hexadecimal digits, not all zero.
    public let traceID: String
    /// The span that caused this: 16 hexadecimal digits, not all zero.
    public let parentID: String
    /// The flags; bit 0 says that the trace is recorded.
    public let flags: UInt8

    /// The context of the job whose handler runs; `nil` outside of one, and where the job has none.
    @TaskLocal public static var current: TraceContext?

    /// Reads a header; `nil` where it is none. Of a version later than 00 the fields of version 00 are read, as the standard
    /// asks.
    public init?(traceparent: String) {
        let parts = traceparent.split(separator: "-", omittingEmptySubsequences: false)
        guard traceparent.utf8.count <= 512, parts.count >= 4,
            let version = Self.hexadecimal(parts[0], digits: 2), version != "ff", version != "00" || parts.count == 4,
            let traceID = Self.hexadecimal(parts[1], digits: 32), traceID.contains(where: { $0 != "0" }),
            let parentID = Self.hexadecimal(parts[2], digits: 16), parentID.contains(where: { $0 != "0" }),
            let flags = Self.hexadecimal(parts[3], digits: 2).flatMap({ UInt8($0, radix: 16) })
        else { return nil }
        self.traceID = traceID
        self.parentID = parentID
        self.flags = flags
    }

    /// The header, version 00.
    public var description: String {
        "00-\(traceID)-\(parentID)-\(flags < 16 ? "0" : "")\(String(flags, radix: 16))"
    }

    /// The text if it is that many lower-case hexadecimal digits.
    private static func hexadecimal(_ text: Substring, digits: Int) -> String? {
        let isValid =
            text.utf8.count == digits
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        return isValid ? String(text) : nil
    }
}
