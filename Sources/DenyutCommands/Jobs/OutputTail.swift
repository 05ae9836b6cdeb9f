import Synchronization

/// Keeps the end of what a program prints, however much that is.
final class OutputTail: Sendable {
    private let limit: Int
    private let state = Mutex<(bytes: [UInt8], isCut: Bool)>(([], false))

    init(limit: Int) {
        self.limit = limit
    }

    func append(_ bytes: UnsafeRawBufferPointer) {
        state.withLock { state in
            state.bytes.append(contentsOf: bytes)
            // Cut now and then, not for each chunk.
            if state.bytes.count > 2 * limit {
                state.bytes.removeFirst(state.bytes.count - limit)
                state.isCut = true
            }
        }
    }

    /// The end of the output; what is no UTF-8 is replaced.
    var text: String {
        state.withLock { state in
            let isCut = state.isCut || state.bytes.count > limit
            return (isCut ? "…" : "") + String(decoding: state.bytes.suffix(limit), as: UTF8.self)
        }
    }
}
