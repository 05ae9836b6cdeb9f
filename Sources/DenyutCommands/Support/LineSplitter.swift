/// Splits bytes into lines, however they arrive, and never keeps more than one line of bounded length.
struct LineSplitter {
    enum Line: Equatable {
        /// A line without its end.
        case line([UInt8])
        /// A line that was longer than the limit; what it said is gone.
        case tooLong
    }

    private let limit: Int
    private var pending: [UInt8] = []
    private var isTooLong = false

    /// Makes a splitter for lines of at most that many bytes.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes more bytes and returns the lines that end in them.
    mutating func add(_ bytes: ArraySlice<UInt8>) -> [Line] {
        var lines: [Line] = []
        var rest = bytes
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            keep(rest[..<end])
            lines.append(take())
            rest = rest[(end + 1)...]
        }
        keep(rest)
        return lines
    }

    /// The last line, if it has no end.
    mutating func finish() -> [Line] {
        pending.isEmpty && !isTooLong ? [] : [take()]
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        guard !isTooLong else { return }
        if pending.count + bytes.count > limit {
            isTooLong = true
            pending = []
        } else {
            pending += bytes
        }
    }

    private mutating func take() -> Line {
        defer {
            pending = []
            isTooLong = false
        }
        return isTooLong ? .tooLong : .line(pending)
    }
}
