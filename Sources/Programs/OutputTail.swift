/// Keeps the end of what a program prints, however much that is.
struct OutputTail {
    private let limit: Int
    private var bytes: [UInt8] = []
    private var isCut = false

    init(limit: Int) {
        self.limit = limit
    }

    mutating func append(_ chunk: ArraySlice<UInt8>) {
        bytes.append(contentsOf: chunk)
        // Cut now and then, not for each chunk.
        if bytes.count > 2 * limit {
            bytes.removeFirst(bytes.count - limit)
            isCut = true
        }
    }

    /// The end of the output; what is no UTF-8 is replaced.
    var text: String {
        let isCut = isCut || bytes.count > limit
        return (isCut ? "…" : "") + String(decoding: bytes.suffix(limit), as: UTF8.self)
    }
}
